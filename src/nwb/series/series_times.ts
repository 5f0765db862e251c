/**
 * When the rows of a TimeSeries were measured.
 *
 * @module
 */
import { NwbError } from "../../errors.ts";
import type { SeriesReader } from "./series_window.ts";

/** What is known of a series' times. */
interface Timed {
  readonly path: string;
  /** Rows a second, `null` where each row has a timestamp of its own. */
  readonly rate: number | null;
  /** Seconds of the first row, where there is a rate. */
  readonly startingTime: number | null;
  /** How many rows. */
  readonly length: number;
}

/**
 * The seconds of some rows, by the series' rate or as each row has them.
 *
 * @throws {NwbError} The file does not tell them.
 */
export function seriesTimes(
  { path, rate, startingTime, length }: Timed,
  file: string,
  reader: SeriesReader,
  [from, to]: readonly [number, number],
): Float64Array {
  const hasNone = (found: string) =>
    new NwbError(
      `Cannot tell the times of ${path} in ${file}: found ${found}; read its data with read()`,
      file,
    );
  if (rate !== null && startingTime !== null) {
    // The first row needs no rate.
    if (!(rate > 0) && to > Math.max(1, from)) {
      throw hasNone(`a rate of ${rate}, wanted one above 0`);
    }
    return Float64Array.from(
      { length: to - from },
      (_, at) => startingTime + (from + at === 0 ? 0 : (from + at) / rate),
    );
  }
  const [count] = reader.shape("timestamps") ?? [null];
  if (count === null) {
    throw hasNone("neither timestamps nor a starting time with a rate");
  }
  if (count !== length && to > from) {
    throw hasNone(`${count} timestamps, wanted ${length}, one a row of data`);
  }
  const { data } = reader.rows("timestamps", from, to);
  return data instanceof Float64Array
    ? data
    : Float64Array.from(data as ArrayLike<number>, Number);
}
