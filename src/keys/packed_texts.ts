/**
 * Texts that stay packed: each is made when it is looked at, and they are put in order as bytes.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import { textOf } from "../connection/wire/utf8_text.ts";
import { MOST_PLACES, sortedPlaces } from "./sorted_places.ts";

/** Where texts lie. */
export interface PackedKeys {
  /** How many keys there are. */
  readonly size: number;
  /** Where a key's text lies; the object is the same for each. */
  locate(index: number, place: number): RowCells;
}

/** The distinct texts at one place of some keys. */
export interface DistinctTexts {
  readonly texts: PackedTexts;
  /** For each key, which of the texts it has. */
  readonly which: Int32Array;
}

/** The texts of keys of one text each. */
export class PackedTexts {
  readonly #set: PackedKeys;
  readonly #indexes: Int32Array;

  /**
   * @param set Keys of one text.
   * @param indexes Numbers of the keys; left out: all, in order.
   */
  constructor(set: PackedKeys, indexes = allOf(set)) {
    this.#set = set;
    this.#indexes = indexes;
  }

  /** How many there are. */
  get length(): number {
    return this.#indexes.length;
  }

  /** The text at a place. */
  at(place: number): string {
    const { bytes, starts, ends } = this.#set.locate(this.#indexes[place]!, 0);
    return textOf(bytes, starts[0]!, ends[0]!);
  }

  /** All texts. */
  *[Symbol.iterator](): Generator<string> {
    for (let place = 0; place < this.length; place++) yield this.at(place);
  }

  /** The same texts in another order: the places as they come. */
  reordered(places: Uint32Array): PackedTexts {
    const indexes = this.#indexes;
    return new PackedTexts(
      this.#set,
      Int32Array.from(places, (place) => indexes[place]!),
    );
  }

  /**
   * Their places in the order of their bytes, `null` where they are in order as they are. What they begin with is put
   * in order as numbers, which is ten times faster than comparing texts.
   */
  order(): Uint32Array | null {
    let isOrdered = true;
    for (let place = 1; place < this.length && isOrdered; place++) {
      isOrdered = this.#compare(place - 1, place) <= 0;
    }
    if (isOrdered) return null;
    const compare = (a: number, b: number) => this.#compare(a, b);
    if (this.length > MOST_PLACES) {
      return Uint32Array.from({ length: this.length }, (_, at) => at)
        .sort(compare);
    }
    const skipped = this.#commonLength();
    return sortedPlaces(
      this.length,
      (place) => this.#bytesAt(place, skipped, 4),
      (place) => this.#bytesAt(place, skipped + 4, 1),
      compare,
    );
  }

  /** Some bytes of a text as a number; behind its end there are zeros. */
  #bytesAt(place: number, from: number, count: number): number {
    const { bytes, starts, ends } = this.#set.locate(this.#indexes[place]!, 0);
    const start = starts[0]! + from;
    let number = 0;
    for (let at = start; at < start + count; at++) {
      number = number * 256 + (at < ends[0]! ? bytes[at]! : 0);
    }
    return number;
  }

  /** How many bytes all texts begin with. */
  #commonLength(): number {
    const first = new TextEncoder().encode(this.at(0));
    let length = first.length;
    for (let place = 1; place < this.length && length > 0; place++) {
      const { bytes, starts, ends } = this.#set
        .locate(this.#indexes[place]!, 0);
      const start = starts[0]!;
      const most = Math.min(length, ends[0]! - start);
      let same = 0;
      while (same < most && bytes[start + same] === first[same]) same++;
      length = same;
    }
    return length;
  }

  #compare(one: number, other: number): number {
    const a = this.#set.locate(this.#indexes[one]!, 0);
    const bytes = a.bytes;
    let at = a.starts[0]!;
    const end = a.ends[0]!;
    // The same object, for the other text.
    const b = this.#set.locate(this.#indexes[other]!, 0);
    let otherAt = b.starts[0]!;
    const otherEnd = b.ends[0]!;
    while (at < end && otherAt < otherEnd) {
      const difference = bytes[at++]! - bytes[otherAt++]!;
      if (difference !== 0) return difference;
    }
    return (end - at) - (otherEnd - otherAt);
  }
}

function allOf({ size }: PackedKeys): Int32Array {
  const indexes = new Int32Array(size);
  for (let index = 0; index < size; index++) indexes[index] = index;
  return indexes;
}
