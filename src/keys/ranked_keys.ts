/**
 * Keys whose values are numbered, column by column, in the order of the values.
 *
 * @module
 */
import { isInteger, type KeyColumn } from "./key_column.ts";
import type { DistinctTexts, KeyList } from "./key_list.ts";
import { compareTexts, textOrder } from "./text_order.ts";

/** Keys whose values are numbered column by column: trees with any order of the columns are made of them. */
export interface RankedKeys {
  readonly columns: readonly KeyColumn[];
  readonly count: number;
  /** A column each. */
  readonly ranked: readonly Ranked[];
}

/** The distinct texts of one column in order, and each key's place among them. */
export interface Ranked {
  readonly texts: readonly string[];
  readonly ranks: Uint32Array;
}

/**
 * Numbers the values of keys.
 *
 * @param columns The columns of the key.
 * @param keys At least one key; the same one may come twice.
 */
export function rankKeys(
  columns: readonly KeyColumn[],
  keys: KeyList,
): RankedKeys {
  const ranked = columns.map((column, at) => rank(column, keys.column(at)));
  return { columns, count: keys.count, ranked };
}

function rank(
  column: KeyColumn,
  { texts, which }: DistinctTexts,
): Ranked {
  const order = isInteger(column) ? numberOrder(texts) : orderOfTexts(texts);
  if (order === null) return { texts, ranks: new Uint32Array(which) };
  const places = new Uint32Array(texts.length);
  for (let place = 0; place < order.length; place++) {
    places[order[place]!] = place;
  }
  const ranks = new Uint32Array(which.length);
  for (let at = 0; at < ranks.length; at++) ranks[at] = places[which[at]!]!;
  return { texts: Array.from(order, (at) => texts[at]!), ranks };
}

/** `null` where they are in order as they are. */
function orderOfTexts(texts: readonly string[]): Uint32Array | null {
  return isOrdered(texts, compareTexts) ? null : textOrder(texts);
}

/** The order of whole numbers, `null` where they are in order as they are. */
function numberOrder(texts: readonly string[]): Uint32Array | null {
  const numbers = texts.some((text) => text.length > 15)
    ? texts.map(BigInt)
    : Float64Array.from(texts, Number);
  const compare = (a: number | bigint, b: number | bigint) =>
    a < b ? -1 : a > b ? 1 : 0;
  if (isOrdered(numbers, compare)) return null;
  return Uint32Array.from(texts, (_, at) => at)
    .sort((a, b) => compare(numbers[a]!, numbers[b]!));
}

function isOrdered<T>(
  values: ArrayLike<T>,
  compare: (one: T, other: T) => number,
): boolean {
  for (let at = 1; at < values.length; at++) {
    if (compare(values[at - 1]!, values[at]!) > 0) return false;
  }
  return true;
}
