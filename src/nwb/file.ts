/**
 * A local NWB file, opened when something of it is first asked for, and only for reading.
 *
 * @module
 */
import { Dataset, type File } from "h5wasm";
import { NwbError } from "../errors.ts";
import { linkedPath } from "./external.ts";
import { checkHdf5, hdf5, linkAt, openForReading, reading } from "./hdf5.ts";
import { indexObjects } from "./index.ts";
import { type NwbObject, objectAt } from "./object.ts";
import { type NwbTable, tableOf } from "./table.ts";
import { readValues, type Values } from "./values.ts";

export type { NwbObject };

/**
 * Opens a local NWB file.
 *
 * @param path The file's path.
 * @returns The file; dispose of it or {@link NwbFile.close} it when done.
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 *
 * @example
 * ```ts no-assert
 * import { openNwb } from "./file.ts";
 *
 * const path = Deno.env.get("EXAMPLE_NWB");
 * if (path) {
 *   using nwb = await openNwb(path);
 *   console.log(nwb.table("/units").columns.spike_times);
 * }
 * ```
 */
export async function openNwb(path: string): Promise<NwbFile> {
  await checkHdf5(path);
  await hdf5();
  return new NwbFile(path);
}

/** A local NWB file. Made by {@link openNwb}. */
export class NwbFile implements Disposable {
  /** The file's path, as it was given. */
  readonly path: string;
  #file: File | null = null;
  #closed = false;
  #objects: ReadonlyMap<string, string> | null = null;
  /** Files that links of this one lead to, by path. */
  readonly #linked = new Map<string, NwbFile>();

  /** @internal Use {@link openNwb}, which checks the file first. */
  constructor(path: string) {
    this.path = path;
  }

  /**
   * One object.
   *
   * @param at Its `object_id`, or its path with or without the first `/`.
   * @throws {NwbError} The file has no such object, or it is in a linked file that is missing.
   */
  get(at: string): NwbObject {
    return this.#at(
      at,
      (file, path) => reading(this.path, path, () => file.#object(path)),
    );
  }

  /** Whether the file has this object. */
  has(at: string): boolean {
    try {
      this.get(at);
      return true;
    } catch (error) {
      if (error instanceof AbsentError) return false;
      throw error;
    }
  }

  /** Every `object_id` of the file and its linked objects → the object's path. Built once. */
  objects(): ReadonlyMap<string, string> {
    this.#objects ??= reading(
      this.path,
      "the objects",
      () =>
        indexObjects(this.#open, (at, file) => this.#objectsBehind(at, file)),
    );
    return this.#objects;
  }

  /**
   * The values of a dataset, for example `/processing/behavior/position/series_0/data`.
   *
   * @throws {NwbError} There is no such dataset.
   */
  read(at: string): Values {
    return this.#at(
      at,
      (file, path) =>
        reading(
          this.path,
          path,
          () => file.#values(path) ?? file.#lacks(path, "dataset"),
        ),
    );
  }

  /**
   * A DynamicTable as plain columns; ragged columns as arrays.
   *
   * @param at The table's `object_id` or path.
   * @throws {NwbError} The object is missing, no table, or damaged.
   */
  table(at: string): NwbTable {
    return this.#at(at, (file, path) => file.#table(path));
  }

  /** Closes the file. Whatever was read of it stays. */
  close(): void {
    this.#closed = true;
    for (const linked of this.#linked.values()) linked.close();
    this.#linked.clear();
    this.#file?.close();
    this.#file = null;
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** How the file shows in a console: its path, without opening it. */
  [Symbol.for("Deno.customInspect")](): string {
    return `NwbFile ${this.path}`;
  }

  get #open(): File {
    if (this.#closed) {
      throw new NwbError(
        `Cannot read ${this.path}: found it closed; open it again with openNwb()`,
        this.path,
      );
    }
    this.#file ??= openForReading(this.path);
    return this.#file;
  }

  /** Runs `work` on the file that really holds the object, with the object's path there. */
  #at<T>(at: string, work: (file: NwbFile, path: string) => T): T {
    const [file, path] = this.#locate(this.#pathOf(at), 0);
    return work(file, path);
  }

  #pathOf(at: string): string {
    if (at.startsWith("/")) {
      return at.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    }
    if (UUID.test(at)) {
      return this.objects().get(at) ?? this.#lacks(at, "object");
    }
    return this.#pathOf(`/${at}`);
  }

  /**
   * Follows external links by hand: the library reads texts behind such a link from the wrong file.
   */
  #locate(path: string, depth: number): [NwbFile, string] {
    const names = path.split("/").filter((name) => name !== "");
    for (let count = 1; count <= names.length; count++) {
      const prefix = "/" + names.slice(0, count).join("/");
      if (!exists(this.#open, prefix)) return this.#lacks(path, "object");
      const link = linkAt(this.#open, prefix);
      if (link?.kind !== "external") continue;
      if (depth > 8) {
        return this.#lacks(path, "object, but links in a circle");
      }
      const rest = [link.object, ...names.slice(count)].join("/");
      return this.#link(link.file, prefix).#locate(rest, depth + 1);
    }
    return [this, "/" + names.join("/")];
  }

  #link(file: string, at: string): NwbFile {
    const path = linkedPath(this.path, file);
    let linked = this.#linked.get(path);
    if (!linked) {
      linked = new NwbFile(path);
      try {
        linked.#open;
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

  #object(path: string): NwbObject {
    return objectAt(this.#open, path) ?? this.#lacks(path, "object");
  }

  #values(path: string): Values | null {
    const entity = exists(this.#open, path) ? this.#open.get(path) : null;
    return entity instanceof Dataset ? readValues(this.#open, entity) : null;
  }

  #table(path: string): NwbTable {
    return reading(this.path, path, () => {
      const { attributes, neurodata_type } = this.#object(path);
      const names = attributes.colnames;
      if (names === undefined) {
        throw new NwbError(
          `Cannot read ${path} of ${this.path} as a table: found ${
            neurodata_type ?? "an object"
          } without column names, wanted a DynamicTable; use get() or read()`,
          this.path,
        );
      }
      try {
        return tableOf(
          Array.isArray(names) ? names.map(String) : [],
          (name) => this.#values(`${path}/${name}`),
        );
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new NwbError(
          `Cannot read ${path} of ${this.path} as a table: ${error.message}; the file may be damaged`,
          this.path,
          { cause: error },
        );
      }
    });
  }

  /**
   * What the linked file itself has, without its own links, which may lead back here. A linked file that is missing
   * hides its objects, and says so only when asked for one.
   */
  #objectsBehind(at: string, file: string): ReadonlyMap<string, string> {
    try {
      return indexObjects(this.#link(file, at).#open, () => new Map());
    } catch (error) {
      if (error instanceof NwbError) return new Map();
      throw error;
    }
  }

  #lacks(at: string, what: string): never {
    throw new AbsentError(
      `Cannot read ${at} of ${this.path}: found no ${what}; objects() lists what the file has`,
      this.path,
    );
  }
}

/** What was asked for is not in the file; the file itself is all right. */
class AbsentError extends NwbError {}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Each step on the way is looked at: asking for a path below something missing is an error of the library. */
function exists(file: File, path: string): boolean {
  try {
    return file.get(path) !== null;
  } catch {
    return false;
  }
}
