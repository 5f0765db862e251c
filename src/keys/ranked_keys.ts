/**
 * Keys whose values are numbered, column by column, in the order of the values.
 *
 * @module
 */
import { isInteger, type KeyColumn } from "./key_column.ts";
import type { KeyList } from "./key_list.ts";
import type { DistinctTexts, PackedTexts } from "./packed_texts.ts";
import { MOST_PLACES, sortedPlaces } from "./sorted_places.ts";

/** Keys whose values are numbered column by column: trees with any order of the columns are made of them. */
export interface RankedKeys {
  readonly columns: readonly KeyColumn[];
  readonly count: number;
  /** A column each. */
  readonly ranked: readonly Ranked[];
}

/** The distinct texts of one column in order, and each key's place among them. */
export interface Ranked {
  readonly texts: PackedTexts;
  readonly ranks: Uint32Array;
  /**
   * The texts as literals, once they are made: each order of the columns needs them. `null` where they are too many, and
   * for whole numbers, of which runs are made.
   */
  readonly literals: string[] | null;
}

/** More literals than these are made anew for each order of the columns: kept they would take too much room. */
const MOST_LITERALS = 50_000;

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
  const isKept = !isInteger(column) && texts.length <= MOST_LITERALS;
  const literals = isKept ? new Array<string>(texts.length) : null;
  const order = isInteger(column) ? numberOrder(texts) : texts.order();
  if (order === null) {
    return { texts, ranks: new Uint32Array(which), literals };
  }
  const places = new Uint32Array(texts.length);
  for (let place = 0; place < order.length; place++) {
    places[order[place]!] = place;
  }
  const ranks = new Uint32Array(which.length);
  for (let at = 0; at < ranks.length; at++) ranks[at] = places[which[at]!]!;
  return { texts: texts.reordered(order), ranks, literals };
}

/** The order of whole numbers, `null` where they are in order as they are. */
function numberOrder(texts: PackedTexts): Uint32Array | null {
  const numbers = numbersOf(texts);
  let isOrdered = true;
  for (let at = 1; at < numbers.length && isOrdered; at++) {
    isOrdered = numbers[at - 1]! <= numbers[at]!;
  }
  if (isOrdered) return null;
  const compare = (a: number, b: number) =>
    numbers[a]! < numbers[b]! ? -1 : numbers[a]! > numbers[b]! ? 1 : 0;
  if (numbers instanceof Float64Array && numbers.length <= MOST_PLACES) {
    const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
    const most = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
    // As many of the upper bits as are put in order by themselves.
    const unit = Math.max(1, (most - least) / 2 ** 39);
    const above = (place: number) =>
      Math.floor((numbers[place]! - least) / unit);
    return sortedPlaces(
      numbers.length,
      (place) => Math.floor(above(place) / 256),
      (place) => above(place) % 256,
      compare,
    );
  }
  return Uint32Array.from({ length: numbers.length }, (_, at) => at)
    .sort(compare);
}

function numbersOf(texts: PackedTexts): Float64Array | bigint[] {
  const numbers = new Float64Array(texts.length);
  for (let at = 0; at < numbers.length; at++) {
    const text = texts.at(at);
    if (text.length > 15) return Array.from(texts, BigInt);
    numbers[at] = Number(text);
  }
  return numbers;
}
