/**
 * Keys column by column: the distinct texts of each, and which of them each key has. Most keys of a slice share most of
 * their texts, so that is less than the keys themselves.
 *
 * @module
 */
import type { Key } from "./key.ts";
import type { KeySet } from "./key_set.ts";

/** The distinct texts at one place of some keys. */
export interface DistinctTexts {
  readonly texts: readonly string[];
  /** For each key, which of the texts it has. */
  readonly which: Int32Array;
}

/** Some keys, in an order. */
export interface KeyList {
  readonly count: number;
  /** The texts at one place of the keys. */
  column(place: number): DistinctTexts;
}

/** Keys as one has them, each with a text a column. */
export function keyList(keys: readonly Key[]): KeyList {
  return {
    count: keys.length,
    column: (place) => {
      const known = new Map<string, number>();
      const which = Int32Array.from(keys, (key) => {
        const text = key[place]!;
        const at = known.get(text) ?? known.size;
        known.set(text, at);
        return at;
      });
      return { texts: [...known.keys()], which };
    },
  };
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
