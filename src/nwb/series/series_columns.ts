/**
 * A series as columns of numbers, one a channel.
 *
 * @module
 */
import type { TimeSeries } from "./series.ts";

/** Reads a series whole, and takes its rows apart. */
export function columnsOf(series: TimeSeries, width: number): number[][] {
  const { data } = series.slice();
  return Array.from(
    { length: width },
    (_, at) =>
      Array.from(
        { length: series.length },
        (_, row) => Number(data[row * width + at]),
      ),
  );
}
