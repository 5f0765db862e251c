/**
 * An HDF5 file with those that its external links lead to.
 *
 * @module
 */
import type { File } from "h5wasm/esm";
import { NwbError } from "../errors.ts";
import { type ByteOpener, localBytes } from "./byte_source.ts";
import { linkedPath } from "./external.ts";
import { FileHandle } from "./handle.ts";
import { linkAt } from "./hdf5.ts";
import { indexObjects, namedObjects } from "./index.ts";

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
export class LinkedFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #openLink: LinkOpener;
  readonly #linked = new Map<string, LinkedFile>();
  #closed = false;
  #objects: ReadonlyMap<string, string> | null = null;

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
    this.#objects ??= this.#known() ?? this.#index();
    return this.#objects;
  }

  /** Follows external links by hand: the library reads texts behind such a link from the wrong file. */
  locate(path: string, depth = 0): Place {
    const names = path.split("/").filter((name) => name !== "");
    for (let count = 1; count <= names.length; count++) {
      const prefix = "/" + names.slice(0, count).join("/");
      if (!exists(this.file, prefix)) return this.lacks(path, "object");
      const link = linkAt(this.file, prefix);
      if (link?.kind !== "external") continue;
      if (depth > 8) {
        return this.lacks(path, "object, but links in a circle");
      }
      const rest = [link.object, ...names.slice(count)].join("/");
      return this.#follow(link.file, prefix).locate(rest, depth + 1);
    }
    return { file: this, path: "/" + names.join("/") };
  }

  /** Whether there is something at a path of the file itself. */
  has(path: string): boolean {
    return exists(this.file, path);
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

  #known(): ReadonlyMap<string, string> | undefined {
    // Asking for the file first says that it is closed, or another one by now.
    this.file;
    return INDICES.get(this.#key());
  }

  #index(): ReadonlyMap<string, string> {
    let hasLinks = false;
    const objects = indexObjects(this.file, (at, file) => {
      hasLinks = true;
      return this.#objectsBehind(at, file);
    });
    // What is behind a link changes by itself.
    if (!hasLinks) remember(this.#key(), objects);
    return objects;
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

  /**
   * What the linked file itself has, without its own links, which may lead back here. A linked file that is missing
   * hides its objects, and says so only when asked for one.
   */
  #objectsBehind(at: string, file: string): readonly [string, string][] {
    try {
      return namedObjects(this.#follow(file, at).file);
    } catch (error) {
      if (error instanceof NwbError) return [];
      throw error;
    }
  }
}

/** The indices of the files seen last, by path and state. */
const INDICES = new Map<string, ReadonlyMap<string, string>>();
const MOST_INDICES = 200;

function remember(key: string, objects: ReadonlyMap<string, string>): void {
  while (INDICES.size >= MOST_INDICES) {
    INDICES.delete(INDICES.keys().next().value!);
  }
  INDICES.set(key, objects);
}

/** Each step on the way is looked at: asking for a path below something missing is an error of the library. */
function exists(file: File, path: string): boolean {
  try {
    return file.get(path) !== null;
  } catch {
    return false;
  }
}
