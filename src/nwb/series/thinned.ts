/**
 * A series as few points as a picture needs: of rows that would fall on each other, the smallest and the largest.
 *
 * @module
 */
import type { SeriesWindow } from "./series_window.ts";

/** One point of a picture. */
export interface Point {
  readonly time: number;
  readonly value: number;
  readonly channel: string;
}

/** What is drawn of a series. */
export interface Thinning {
  readonly from: number;
  readonly to: number;
  /** How many channels, the first ones. */
  readonly channels: number;
  /** How many points of each. */
  readonly most: number;
}

/** What gives rows, with their values in the unit. */
export interface Rows {
  slice(from: number, to: number): SeriesWindow;
  inUnit(window: SeriesWindow): Float64Array;
}

/** The points of each channel, in the order of time. No more than some rows are read at once. */
export function thinned(
  series: Rows,
  { from, to, channels, most }: Thinning,
): Point[] {
  const isAll = to - from <= most;
  // Of each bucket two points are drawn.
  const bucket = isAll ? 1 : Math.ceil(2 * (to - from) / most);
  const step = bucket * Math.max(1, Math.floor(ROWS_AT_ONCE / bucket));
  const points: Point[] = [];
  for (let first = from; first < to; first += step) {
    const window = series.slice(first, Math.min(to, first + step));
    const values = series.inUnit(window);
    const { timestamps: { length } } = window;
    const width = length === 0 ? 0 : values.length / length;
    for (let channel = 0; channel < Math.min(channels, width); channel++) {
      const valueAt = (row: number) => values[row * width + channel]!;
      for (let row = 0; row < length; row += bucket) {
        const end = Math.min(length, row + bucket);
        for (const at of extremes(row, end, valueAt)) {
          points.push({
            time: window.timestamps[at]!,
            value: valueAt(at),
            channel: String(channel),
          });
        }
      }
    }
  }
  return points;
}

const ROWS_AT_ONCE = 100_000;

/** The rows with the smallest and the largest value, the earlier one first; where there is no number, the first row. */
function extremes(
  from: number,
  to: number,
  valueAt: (row: number) => number,
): number[] {
  let [low, high] = [-1, -1];
  for (let row = from; row < to; row++) {
    const value = valueAt(row);
    if (Number.isNaN(value)) continue;
    if (low === -1 || value < valueAt(low)) low = row;
    if (high === -1 || value > valueAt(high)) high = row;
  }
  if (low === -1) return [from];
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}
