/**
 * Keys column by column: the distinct texts of each, and which of them each key has. Most keys of a slice share most of
 * their texts, so that is less than the keys themselves.
 *
 * @module
 */
import type { Key } from "./key.ts";
import { KeySet } from "./key_set.ts";
import type { DistinctTexts } from "./packed_texts.ts";

/** Some keys, in an order. */
export interface KeyList {
  readonly count: number;
  /** The texts at one place of the keys. */
  column(place: number): DistinctTexts;
}

/** Keys as one has them, each with a text a column; one that comes twice is in the list once. */
export function keyList(keys: readonly Key[]): KeyList {
  const set = new KeySet(keys[0]?.length ?? 0);
  for (const key of keys) set.add(key);
  return packedList(set, Int32Array.from({ length: set.size }, (_, at) => at));
}

/**
 * Keys of a set, which are not unpacked.
 *
 * @param indexes Their numbers.
 * @param places For each column where it is in the key; left out: the columns are the key's own.
 */
export function packedList(
  set: KeySet,
  indexes: Int32Array,
  places?: readonly number[],
): KeyList {
  return {
    count: indexes.length,
    column: (place) => set.distinct(indexes, places?.[place] ?? place),
  };
}
