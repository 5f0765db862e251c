/**
 * References to a part of a TimeSeries, as tables have them.
 *
 * @module
 */
import type { Values } from "../hdf5/values.ts";

/**
 * An empty reference has places before the series' beginning, and some series or other, since it must have one: it
 * names nothing, and pynwb gives it as such.
 */
export function seriesReferences({ shape, data }: Values): Values {
  return { shape, data: Array.from(data as ArrayLike<unknown>, reference) };
}

function reference(value: unknown): unknown {
  const { idx_start, count } = (value ?? {}) as Record<string, unknown>;
  return Number(idx_start) < 0 || Number(count) < 0 ? NOTHING : value;
}

const NOTHING = Object.freeze({
  idx_start: null,
  count: null,
  timeseries: null,
});
