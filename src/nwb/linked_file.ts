/**
 * An HDF5 file with those that its external links lead to.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { BrokenSoftLink, type File, Group } from "h5wasm/esm";
import { NwbError } from "../errors.ts";
import { type ByteOpener, localBytes } from "./remote/byte_source.ts";
import { linkedPath } from "./external.ts";
import { FileHandle } from "./hdf5/handle.ts";
import { linkAt } from "./hdf5/hdf5.ts";
import {
  type FileIndex,
  indexNames,
  indexObjects,
  type LinkOut,
  type NamedIndex,
} from "./index.ts";
import {
  type LinkedObjects,
  linkedObjects,
  type Linking,
} from "./linked_objects.ts";

/** What was asked for is not in the file; the file itself is all right. */
export class AbsentError extends NwbError {}

/** How the files behind links are opened. */
export type LinkOpener = (path: string) => ByteOpener;

/** Where an object really is. */
export interface Place {
  readonly file: LinkedFile;
  readonly path: string;
}

/** One file, and the files behind its links, which are opened when one of them is followed. */
export class LinkedFile implements Linking {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #openLink: LinkOpener;
  readonly #linked = new Map<string, LinkedFile>();
  #closed = false;
  #objects: LinkedObjects | null = null;
  #names: NamedIndex | null = null;

  constructor(
    path: string,
    bytes: ByteOpener,
    openLink: LinkOpener = (linked) => () => localBytes(linked),
  ) {
    this.path = path;
    this.#handle = new FileHandle(path, bytes);
    this.#openLink = openLink;
  }

  /** The open file; it must not be kept. */
  get file(): File {
    if (!this.#closed) return this.#handle.file;
    throw new NwbError(
      `Cannot read ${this.path}: found it closed; open it again with openNwb()`,
      this.path,
    );
  }

  /**
   * Every `object_id` of the file and its linked objects → the object's path. Built once, for all who have the file
   * open in the same state.
   */
  objects(): ReadonlyMap<string, string> {
    return this.#linkedObjects().objects;
  }

  #linkedObjects(): LinkedObjects {
    // What is behind a link changes by itself: it is not remembered for others.
    this.#objects ??= linkedObjects(this, this.#ownIndex(), MOST_LINKS);
    return this.#objects;
  }

  /** Paths of the files that the file's own links lead to. */
  targets(): string[] {
    const { links } = this.#ownIndex();
    return [...new Set(links.map(({ file }) => linkedPath(this.path, file)))];
  }

  /**
   * Where the object with an `object_id` is.
   *
   * @throws {AbsentError} The file has no such object.
   * @throws {NwbError} A linked file that may have it cannot be read.
   */
  pathOf(id: string): string {
    // What is behind a link may be far away: it is looked into last.
    const own = this.#ownIndex().objects.get(id);
    if (own !== undefined) return own;
    const { objects, unread } = this.#linkedObjects();
    const path = objects.get(id);
    if (path !== undefined) return path;
    if (unread === null) return this.lacks(id, "object");
    throw new NwbError(
      `Cannot read ${id} of ${this.path}: it is not in the file itself, and a file that this one links to cannot be looked into: ${unread.message}`,
      unread.path,
      { cause: unread },
    );
  }

  /**
   * Follows external links by hand: the library reads texts behind such a link from the wrong file, and does not find
   * what a soft link names there.
   */
  locate(path: string, depth = 0): Place {
    const names = path.split("/").filter((name) => name !== "");
    if (depth > MOST_LINKS) {
      return this.lacks(path, "object, but links in a circle");
    }
    for (let count = 1; count <= names.length; count++) {
      const prefix = "/" + names.slice(0, count).join("/");
      const found = lookAt(this.file, prefix);
      if (found === "nothing") return this.lacks(path, "object");
      const rest = names.slice(count);
      const link = linkAt(this.file, prefix);
      if (link?.kind === "external") {
        const there = [link.object, ...rest].join("/");
        return this.#follow(link.file, prefix).locate(there, depth + 1);
      }
      if (link?.kind === "soft" && found === "broken link") {
        return this.#followSoft(prefix, link.target, rest, path, depth);
      }
    }
    return { file: this, path: "/" + names.join("/") };
  }

  #followSoft(
    at: string,
    target: string,
    rest: readonly string[],
    path: string,
    depth: number,
  ): Place {
    try {
      return this.locate(resolve(dirname(at), target, ...rest), depth + 1);
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
      return this.lacks(path, `object where its link leads to, ${target}`);
    }
  }

  /** Whether there is something at a path of the file itself. */
  has(path: string): boolean {
    return lookAt(this.file, path) !== "nothing";
  }

  close(): void {
    this.#closed = true;
    for (const linked of this.#linked.values()) linked.close();
    this.#linked.clear();
    this.#handle.close();
  }

  /** Says that something is not there. */
  lacks(at: string, what: string): never {
    throw new AbsentError(
      `Cannot read ${at} of ${this.path}: found no ${what}; objects() lists what the file has`,
      this.path,
    );
  }

  /** What the file itself has. */
  #ownIndex(): FileIndex {
    // Asking for the file first says that it is closed, or another one by now.
    const { file } = this;
    const known = INDICES.get(this.#key());
    if (known !== undefined) return known;
    const own = indexObjects(file);
    remember(this.#key(), own);
    return own;
  }

  #key(): string {
    return `${this.path}\0${this.#handle.version}`;
  }

  #follow(file: string, at: string): LinkedFile {
    const path = linkedPath(this.path, file);
    let linked = this.#linked.get(path);
    if (!linked) {
      linked = new LinkedFile(path, this.#openLink(path), this.#openLink);
      try {
        linked.file;
      } catch (error) {
        throw new NwbError(
          `Cannot follow ${at} in ${this.path}: ${(error as Error).message}`,
          path,
          { cause: error },
        );
      }
      this.#linked.set(path, linked);
    }
    return linked;
  }

  /** @internal */
  names(): NamedIndex {
    this.#names ??= indexNames(this.file);
    return this.#names;
  }

  /** @internal */
  behind({ file, at }: LinkOut): Linking {
    return this.#follow(file, at);
  }
}

/** Links through links are rare, and circles of them never end. */
const MOST_LINKS = 8;

/** The indices of the files seen last, by path and state. */
const INDICES = new Map<string, FileIndex>();
const MOST_INDICES = 200;

function remember(key: string, own: FileIndex): void {
  while (INDICES.size >= MOST_INDICES) {
    INDICES.delete(INDICES.keys().next().value!);
  }
  INDICES.set(key, own);
}

/**
 * What the library finds at a path. That it cannot tell is no absence, unless the path leads through something that
 * holds nothing.
 */
function lookAt(
  file: File,
  path: string,
): "something" | "broken link" | "nothing" {
  try {
    const found = file.get(path);
    if (found === null) return "nothing";
    return found instanceof BrokenSoftLink ? "broken link" : "something";
  } catch (error) {
    const folder = dirname(path);
    const isHeld = lookAt(file, folder) === "something" &&
      file.get(folder) instanceof Group;
    if (!isHeld) return "nothing";
    // One that leads back to itself.
    if (linkAt(file, path)?.kind === "soft") return "broken link";
    throw error;
  }
}
