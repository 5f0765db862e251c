/**
 * Some rows of a series, and what reads them.
 *
 * @module
 */
import type { Numbers, Values } from "../hdf5/values.ts";

/** Some rows of a series, one a time. See {@linkcode TimeSeries.slice}. */
export interface SeriesWindow {
  /** The first row's place in the series. */
  readonly from: number;
  /** The place behind the last row. */
  readonly to: number;
  /** Rows, then the dimensions of each row. */
  readonly shape: readonly number[];
  /** The values as the file has them, flat and in C order: times `conversion` plus `offset` they are in `unit`. */
  readonly data: Numbers | readonly unknown[];
  /** Seconds of each row on the session's clock. */
  readonly timestamps: Float64Array;
  readonly unit: string | null;
  readonly conversion: number;
  readonly offset: number;
}

/** What reads a part of the series; the paths are relative to it. */
export interface SeriesReader {
  /** `null` where it has no such dataset. */
  shape(name: string): readonly number[] | null;
  rows(name: string, from: number, to: number): Values;
  attributes(name: string): Readonly<Record<string, unknown>>;
}
