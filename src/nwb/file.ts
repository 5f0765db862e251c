/**
 * An NWB file, opened when something of it is first asked for, and only for reading.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import { type ByteOpener, localBytes } from "./remote/byte_source.ts";
import {
  checkPlace,
  datasetIn,
  objectIn,
  placesIn,
  valuesIn,
} from "./at_place.ts";
import { checkHdf5, hdf5, reading } from "./hdf5/hdf5.ts";
import { remoteBytes, type RemoteFile } from "./remote/remote_bytes.ts";
import {
  AbsentError,
  LinkedFile,
  type LinkOpener,
  type Place,
} from "./linked_file.ts";
import { isObjectId, isSeries, type NwbObject } from "./object.ts";
import { TimeSeries } from "./series/series.ts";
import type { SeriesReader } from "./series/series_window.ts";
import type { NwbTable, TableOptions } from "./table.ts";
import { tableIn } from "./table_at.ts";
import { readRows, shapeOf, type Values } from "./hdf5/values.ts";
import { fileView } from "./contents.ts";
import { displayBundle } from "../present/display.ts";
import { contentsHtml, contentsText } from "../present/contents_view.ts";

export type { NwbObject };

/**
 * Opens a local NWB file.
 *
 * @param path The file's path.
 * @returns The file; dispose of it or {@link NwbFile.close} it when done. Of many that are open, the system has few
 * open at a time.
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
 *   console.log(nwb.series("/acquisition/e-series").slice(0, 100).data);
 * }
 * ```
 */
export async function openNwb(path: string): Promise<NwbFile> {
  await checkHdf5(path);
  await hdf5();
  return new NwbFile(path, () => localBytes(path));
}

/**
 * Opens an NWB file on a server, which must serve ranges. It is read as a local one: what is asked for is fetched, and
 * kept on the local disk.
 *
 * @throws {NwbError} The server cannot be reached, or what it has is no HDF5 file.
 */
export async function openRemoteNwb(remote: RemoteFile): Promise<NwbFile> {
  await hdf5();
  const nwb = new NwbFile(remote.label, () => remoteBytes(remote));
  // Whatever is wrong is said now, as with a local file.
  nwb.get("/");
  return nwb;
}

/** An NWB file. Made by {@linkcode openNwb}. */
export class NwbFile implements Disposable {
  /** The file's path, as it was given; of a file that is streamed, the path that it would have here. */
  readonly path: string;
  readonly #file: LinkedFile;

  /** @internal Use {@link openNwb}, which checks the file first. */
  constructor(path: string, bytes: ByteOpener, openLink?: LinkOpener) {
    this.path = path;
    this.#file = new LinkedFile(path, bytes, openLink);
  }

  /**
   * One object.
   *
   * @param at Its `object_id`, or its path with or without the first `/`.
   * @throws {NwbError} The file has no such object, or it is in a linked file that is missing.
   *
   * @example
   * ```ts demo ignore
   * nwb.get("/general/subject").children; // ["age", "description", …]
   * ```
   */
  get(at: string): NwbObject {
    return this.#at(at, objectIn);
  }

  /**
   * Whether the file has this object.
   *
   * @param at Its `object_id`, or its path.
   *
   * @example
   * ```ts demo ignore
   * nwb.has("/units"); // false
   * ```
   */
  has(at: string): boolean {
    try {
      this.#at(at, () => null);
      return true;
    } catch (error) {
      if (error instanceof AbsentError) return false;
      throw error;
    }
  }

  /**
   * Every `object_id` of the file and its linked objects → the object's path. Built once.
   *
   * @example
   * ```ts demo ignore
   * for (const [id, path] of nwb.objects()) nwb.get(id).path === path; // true
   * ```
   */
  objects(): ReadonlyMap<string, string> {
    return reading(this.path, "the objects", () => this.#file.objects());
  }

  /**
   * The values of a dataset, for example `/processing/behavior/position/series_0/data`.
   *
   * @param at The dataset's `object_id` or path.
   * @returns Its shape, and its values in C order.
   * @throws {NwbError} There is no such dataset.
   *
   * @example
   * ```ts demo ignore
   * nwb.read("/general/subject/species").data[0]; // "Rattus norvegicus"
   * ```
   */
  read(at: string): Values {
    return this.#at(
      at,
      ({ file, path }) => valuesIn(file, path) ?? file.lacks(path, "dataset"),
    );
  }

  /**
   * Some rows of a dataset, from `from` up to, but without, `to`; negative ones count from the end. No others are read.
   *
   * @param at The dataset's `object_id` or path.
   * @returns The shape of what was read, and its values.
   * @throws {RangeError} A place is no number.
   * @throws {NwbError} There is no such dataset.
   *
   * @example
   * ```ts demo ignore
   * nwb.slice("/acquisition/e-series/data", 0, 10).shape; // [10, 128]
   * ```
   */
  slice(at: string, from: number, to: number): Values {
    checkPlace(at, from);
    checkPlace(at, to);
    return this.#at(at, ({ file, path }) => {
      const dataset = datasetIn(file, path) ?? file.lacks(path, "dataset");
      const length = shapeOf(dataset)[0] ?? 1;
      const [first, last] = placesIn(length, from, to);
      return readRows(file.file, dataset, first, last);
    });
  }

  /**
   * A DynamicTable as plain columns; ragged columns as arrays, rows of other tables as objects. Columns of a category
   * (an AlignedDynamicTable has such) are named after it, `responses.response`.
   *
   * @param at The table's `object_id` or path.
   * @param options See {@linkcode TableOptions}.
   * @throws {NwbError} The object is missing, no table, or damaged.
   *
   * @example
   * ```ts demo ignore
   * const { rows, columns } = nwb.table("/general/extracellular_ephys/electrodes");
   * columns.x?.length === rows; // true
   * ```
   */
  table(at: string, options: TableOptions = {}): NwbTable {
    return this.#at(at, (place) => tableIn(place, options));
  }

  /**
   * A TimeSeries, whose data are read when asked for.
   *
   * @param at The series' `object_id` or path.
   * @throws {NwbError} The object is missing, or no series.
   *
   * @example
   * ```ts demo ignore
   * const { rate, unit, shape } = nwb.series("/acquisition/e-series");
   * ```
   */
  series(at: string): TimeSeries {
    const object = this.get(at);
    if (isSeries(object)) {
      const path = this.#pathOf(at);
      return new TimeSeries({ ...object, path }, this.path, this.#reader(path));
    }
    throw new NwbError(
      `Cannot read ${object.path} of ${this.path} as a series: found ${
        object.neurodata_type ?? "an object"
      } without data, wanted a TimeSeries; use get(), table() or read()`,
      this.path,
    );
  }

  /** @internal Paths of the files that its links lead to. */
  linkTargets(): string[] {
    return reading(this.path, "the links", () => this.#file.targets());
  }

  /**
   * Closes the file. Whatever was read of it stays.
   *
   * @example
   * ```ts demo ignore
   * using file = await openNwb(nwb.path); // closes it at the end of the block
   * file.close(); // or sooner
   * ```
   */
  close(): void {
    this.#file.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** How Jupyter shows it: what is in it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const view = fileView(this);
    return { ...displayBundle(contentsHtml(view), contentsText(view)) };
  }

  /** How the file shows in a console: its path, without opening it. */
  [Symbol.for("Deno.customInspect")](): string {
    return `NwbFile ${this.path}`;
  }

  /** Runs `work` where the object really is. */
  #at<T>(at: string, work: (place: Place) => T): T {
    return reading(this.path, at, () => {
      const place = this.#file.locate(this.#pathOf(at));
      return reading(place.file.path, place.path, () => work(place));
    });
  }

  #pathOf(at: string): string {
    if (at.startsWith("/")) {
      return at.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
    }
    if (at === "") return this.#file.lacks('""', "object");
    if (isObjectId(at)) {
      return reading(this.path, at, () => this.#file.pathOf(at));
    }
    return this.#pathOf(`/${at}`);
  }

  #reader(path: string): SeriesReader {
    return {
      shape: (name) => {
        const at = `${path}/${name}`;
        if (!this.has(at)) return null;
        return this.#at(at, (place) => {
          const dataset = datasetIn(place.file, place.path);
          return dataset === null ? null : shapeOf(dataset);
        });
      },
      rows: (name, from, to) => this.slice(`${path}/${name}`, from, to),
      attributes: (name) => {
        const at = `${path}/${name}`;
        return this.has(at) ? this.get(at).attributes : {};
      },
    };
  }
}
