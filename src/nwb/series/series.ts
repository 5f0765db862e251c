/**
 * A TimeSeries: what was measured, when, and in which unit; its data are read when asked for, in windows.
 *
 * @module
 */
import { shownSeries } from "../../present/series_view.ts";
import type { NwbObject } from "../object.ts";
import { placesIn } from "../at_place.ts";
import { type Picture, type PlotOptions, plotSeries } from "./plot.ts";
import { seriesTimes } from "./series_times.ts";
import type { SeriesReader, SeriesWindow } from "./series_window.ts";

/** A TimeSeries of an NWB file. Made by {@linkcode NwbFile.series}. */
export class TimeSeries {
  readonly name: string;
  readonly path: string;
  readonly neurodata_type: string | null;
  readonly object_id: string | null;
  readonly description: string | null;
  readonly comments: string | null;
  /** What the values are in once they are converted, for example `volts`. */
  readonly unit: string | null;
  /** Factor from the values in the file to the unit. */
  readonly conversion: number;
  /** What is added after the factor. */
  readonly offset: number;
  /** The smallest meaningful difference of values, `null` where it is not known. */
  readonly resolution: number | null;
  /** Rows a second, `null` where each row has a timestamp of its own. */
  readonly rate: number | null;
  /** Seconds of the first row, where there is a rate. */
  readonly startingTime: number | null;
  /** Rows, then the dimensions of each row. */
  readonly shape: readonly number[];
  /** All attributes of the object. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly #reader: SeriesReader;
  readonly #file: string;

  /** @internal Use `NwbFile.series`. */
  constructor(object: NwbObject, file: string, reader: SeriesReader) {
    const { attributes } = object;
    const data = reader.attributes("data");
    this.#reader = reader;
    this.#file = file;
    this.name = object.name;
    this.path = object.path;
    this.neurodata_type = object.neurodata_type;
    this.object_id = object.object_id;
    this.attributes = attributes;
    this.description = text(attributes.description);
    this.comments = text(attributes.comments);
    this.unit = text(data.unit);
    this.conversion = number(data.conversion) ?? 1;
    this.offset = number(data.offset) ?? 0;
    const resolution = number(data.resolution);
    this.resolution = resolution === -1 ? null : resolution;
    const isRegular = reader.shape("timestamps") === null &&
      reader.shape("starting_time") !== null;
    this.rate = isRegular
      ? number(reader.attributes("starting_time").rate)
      : null;
    this.startingTime = isRegular
      ? Number(reader.rows("starting_time", 0, 1).data[0])
      : null;
    this.shape = reader.shape("data") ?? [0];
  }

  /** Number of rows. */
  get length(): number {
    return this.shape[0] ?? 0;
  }

  /**
   * Reads the rows from `from` up to, but without, `to`: nothing else of the file is read.
   *
   * @param from Place of the first row; a negative one counts from the end. @default {0}
   * @param to Place behind the last row. @default {length}
   * @throws {RangeError} A place is no whole number.
   * @throws {NwbError} The file is damaged, gone or cannot be reached.
   * @returns The values as they are in the file, row by row, with their times.
   *
   * @example
   * ```ts demo ignore
   * const { data, shape, timestamps } = series.slice(1000, 1003);
   * shape; // [3, 128]
   * ```
   */
  slice(from = 0, to: number = this.length): SeriesWindow {
    const [first, last] = this.places(from, to);
    const { data, shape } = this.#reader.rows("data", first, last);
    return {
      from: first,
      to: last,
      shape,
      data,
      timestamps: this.#times(first, last),
      unit: this.unit,
      conversion: this.conversion,
      offset: this.offset,
    };
  }

  /**
   * The rows of a time, in seconds on the session's clock: from `start` up to, but without, `stop`.
   *
   * @throws {RangeError} A time is no number.
   *
   * @example
   * ```ts demo ignore
   * const [start = 0] = series.timestamps(0, 1);
   * series.between(start, start + 0.01).shape;
   * ```
   */
  between(start: number, stop: number): SeriesWindow {
    return this.slice(this.indexAt(start), this.indexAt(stop));
  }

  /**
   * Seconds of the rows from `from` up to, but without, `to`.
   *
   * @throws {RangeError} A place is no whole number.
   *
   * @example
   * ```ts demo ignore
   * series.timestamps(0, 2); // Float64Array(2)
   * ```
   */
  timestamps(from = 0, to: number = this.length): Float64Array {
    return this.#times(...this.places(from, to));
  }

  /**
   * Place of the first row that is not before a time; `length` where all are before it.
   *
   * @param seconds On the session's clock.
   * @throws {RangeError} It is no number.
   *
   * @example
   * ```ts demo ignore
   * const [first = 0] = series.timestamps(0, 1);
   * series.indexAt(first); // 0
   * ```
   */
  indexAt(seconds: number): number {
    if (typeof seconds !== "number" || Number.isNaN(seconds)) {
      throw new RangeError(
        `Cannot find a time in ${this.path}: found ${seconds}, wanted seconds`,
      );
    }
    let [low, high] = [0, this.length];
    while (low < high) {
      // No bits: they end at two thousand million rows.
      const middle = Math.floor((low + high) / 2);
      if (this.#times(middle, middle + 1)[0]! < seconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A factor for each channel beside `conversion`; `null` where there is none. */
  get channelConversion(): Float64Array | null {
    const shape = this.#reader.shape("channel_conversion");
    if (shape === null) return null;
    const { data } = this.#reader.rows("channel_conversion", 0, shape[0] ?? 0);
    return Float64Array.from(data as ArrayLike<number | bigint>, Number);
  }

  /**
   * The values of a window in the series' unit: times `conversion` and the channel's own factor, plus `offset` (pynwb,
   * `TimeSeries.get_data_in_units`).
   *
   * @param window What {@linkcode TimeSeries.slice} gave.
   * @returns As many values as the window has.
   *
   * @example
   * ```ts demo ignore
   * series.inUnit(series.slice(0, 1)); // volts: Float64Array(128)
   * ```
   */
  inUnit(window: SeriesWindow): Float64Array {
    const { conversion, offset, channelConversion } = this;
    const factors = channelConversion ?? Float64Array.of(1);
    const [, ...row] = window.shape;
    // Channels are the first dimension of a row; what follows belongs to one of them.
    const each = Math.max(1, row.slice(1).reduce((all, one) => all * one, 1));
    return Float64Array.from(
      window.data as ArrayLike<number>,
      (value, at) =>
        // The factors first, as pynwb does: else the last digits differ.
        Number(value) *
          (conversion * factors[Math.floor(at / each) % factors.length]!) +
        offset,
    );
  }

  /**
   * The first row and the place behind the last one of a window, inside of the series.
   *
   * @internal
   * @throws {RangeError} A place is no whole number.
   */
  places(from: number, to: number): [number, number] {
    for (const place of [from, to]) {
      if (Number.isInteger(place)) continue;
      throw new RangeError(
        `Cannot read rows of ${this.path}: found the place ${place}, wanted a whole number from 0 to ${this.length}`,
      );
    }
    return placesIn(this.length, from, to);
  }

  /**
   * Draws a window of it: each channel, at most eight, as a line over time.
   *
   * @param options `from`, `to`: places of rows. @default {10000 rows from the first one}
   * @returns A picture, to stand last in a cell.
   *
   * @example
   * ```ts demo ignore
   * await series.plot({ from: 0, to: 400 });
   * ```
   */
  plot(options: PlotOptions = {}): Promise<Picture> {
    return plotSeries(this, options);
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return shownSeries(this);
  }

  /** How a console shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return shownSeries(this)["text/plain"]!;
  }

  #times(from: number, to: number): Float64Array {
    return seriesTimes(this, this.#file, this.#reader, [from, to]);
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: unknown): number | null {
  const first = ArrayBuffer.isView(value) ? (value as Float64Array)[0] : value;
  return typeof first === "number" || typeof first === "bigint"
    ? Number(first)
    : null;
}
