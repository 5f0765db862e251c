/**
 * Sets of keys, packed: a key costs its bytes and about 16 more, so that millions of them fit in memory.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import { IntList } from "./int_list.ts";
import { textOf } from "../connection/wire/utf8_text.ts";
import { hash, isShortAscii, topOf } from "./key_bytes.ts";
import type { Key } from "./key.ts";
import { type DistinctTexts, PackedTexts } from "./packed_texts.ts";

/**
 * A set of keys that numbers them in the order they came.
 *
 * @example
 * ```ts
 * import { KeySet } from "./key_set.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const keys = new KeySet(2);
 * assertEquals([keys.add(["a", "1"]), keys.add(["b", "1"]), keys.add(["a", "1"])], [0, 1, 0]);
 * assertEquals(keys.at(1), ["b", "1"]);
 * ```
 */
export class KeySet {
  /** How many texts a key has. */
  readonly width: number;
  #size = 0;
  /**
   * The keys' bytes, one after the other: for each text its length, then its UTF-8. Behind the last one is room for a
   * key that is looked for: where it is new, it stays.
   */
  #bytes = new Uint8Array(1024);
  /** Where each key begins, and where the next one will. */
  readonly #starts = new IntList();
  /** Where the next one will begin. */
  #end = 0;
  /** Open addressing: number of the key + 1, 0 where free. Always a power of two long. */
  #slots = new Int32Array(16);
  /** A place among the keys' bytes, as a row of one cell. */
  readonly #cell = {
    bytes: this.#bytes,
    starts: new Int32Array(1),
    ends: new Int32Array(1),
  };

  /** @param width How many texts a key has. */
  constructor(width: number) {
    this.width = width;
    this.#starts.push(0);
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#size;
  }

  /** Adds a key unless it is there, and gives its number. */
  add(key: Key): number {
    return this.#keep(this.#encode(key));
  }

  /**
   * Adds a key that came as bytes of UTF-8, unless it is there, and gives its number.
   *
   * @param row Values as the server sent them.
   * @param places Where in it the key's texts are; none of them is NULL.
   * @param guess The number that the key has, or comes before it, most likely.
   */
  addBytes(row: RowCells, places: readonly number[], guess = -1): number {
    const near = this.#guessed(guess, row, places);
    if (near >= 0) return near;
    return this.#keep(this.#encodeBytes(row, places));
  }

  /** The number of a key that came as bytes, −1 where it is not in the set; otherwise as {@linkcode addBytes}. */
  indexOfBytes(row: RowCells, places: readonly number[], guess = -1): number {
    const near = this.#guessed(guess, row, places);
    if (near >= 0) return near;
    return this.#slots[this.#find(this.#encodeBytes(row, places))]! - 1;
  }

  /** The key's number, −1 where it is not in the set. */
  indexOf(key: Key): number {
    return this.#slots[this.#find(this.#encode(key))]! - 1;
  }

  /** The key with this number. */
  at(index: number): string[] {
    if (!(index >= 0 && index < this.#size)) {
      throw new RangeError(
        `Cannot give key ${index}: the set holds ${this.#size}, wanted a number below that`,
      );
    }
    const cell = this.#cell;
    const key: string[] = [];
    cell.ends[0] = this.#starts.at(index);
    for (let part = 0; part < this.width; part++) {
      this.#next();
      key.push(textOf(this.#bytes, cell.starts[0]!, cell.ends[0]!));
    }
    return key;
  }

  /** The distinct texts that the keys with these numbers have at one place, and for each key which of them it has. */
  distinct(indexes: Int32Array, place: number): DistinctTexts {
    const which = new Int32Array(indexes.length);
    if (this.width === 1) {
      // Keys of one text are distinct as they are.
      for (let at = 0; at < which.length; at++) which[at] = at;
      return { texts: new PackedTexts(this, indexes), which };
    }
    const found = new KeySet(1);
    let last = -1;
    for (let at = 0; at < indexes.length; at++) {
      const cell = this.locate(indexes[at]!, place);
      which[at] = last = found.addBytes(cell, FIRST, last);
    }
    return { texts: new PackedTexts(found), which };
  }

  /** Where the text at one place of a key lies; the object is the same for all, and good until the next call. */
  locate(index: number, place: number): RowCells {
    const cell = this.#cell;
    cell.bytes = this.#bytes;
    cell.ends[0] = this.#starts.at(index);
    for (let part = 0; part <= place; part++) this.#next();
    return cell;
  }

  /** Goes on to the text behind the cell. */
  #next(): void {
    const cell = this.#cell;
    let at = cell.ends[0]!;
    let length = 0;
    let byte: number;
    let shift = 0;
    do {
      byte = this.#bytes[at++]!;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f);
    cell.starts[0] = at;
    cell.ends[0] = at + length;
  }

  /** The number of the key that was written behind the last one; where it is new, it is the last one now. */
  #keep(end: number): number {
    const slot = this.#find(end);
    const known = this.#slots[slot]!;
    if (known > 0) return known - 1;
    this.#end = end;
    this.#starts.push(end);
    this.#slots[slot] = ++this.#size;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return this.#size - 1;
  }

  /** Rows come in an order: their keys are mostly the one before, or the next. −1 where it is neither. */
  #guessed(guess: number, row: RowCells, places: readonly number[]): number {
    if (guess < 0) return -1;
    if (guess < this.#size && this.#isRow(guess, row, places)) return guess;
    const next = guess + 1;
    return next < this.#size && this.#isRow(next, row, places) ? next : -1;
  }

  /** True where a key is that of the row, which is looked at where it lies. */
  #isRow(index: number, row: RowCells, places: readonly number[]): boolean {
    const { bytes, starts, ends } = row;
    const own = this.#bytes;
    let at = this.#starts.at(index);
    for (let part = 0; part < places.length; part++) {
      const start = starts[places[part]!]!;
      const length = ends[places[part]!]! - start;
      for (let rest = length; rest > 0x7f; rest >>>= 7) {
        if (own[at++] !== ((rest & 0x7f) | 0x80)) return false;
      }
      if (own[at++] !== topOf(length)) return false;
      // Keys of one table mostly begin alike and end differently.
      for (let i = length - 1; i >= 0; i--) {
        if (own[at + i] !== bytes[start + i]) return false;
      }
      at += length;
    }
    return true;
  }

  /** Writes a key behind the last one, and gives where it ends. */
  #encodeBytes(row: RowCells, places: readonly number[]): number {
    const { bytes, starts, ends } = row;
    let at = this.#end;
    for (const place of places) {
      const start = starts[place]!;
      const length = ends[place]! - start;
      this.#reserve(at + length + 10);
      at = this.#writeLength(length, at);
      const own = this.#bytes;
      if (length > 64) own.set(bytes.subarray(start, start + length), at);
      else for (let i = 0; i < length; i++) own[at + i] = bytes[start + i]!;
      at += length;
    }
    return at;
  }

  #writeLength(length: number, at: number): number {
    let rest = length;
    while (rest > 0x7f) {
      this.#bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[at++] = rest;
    return at;
  }

  /** As {@linkcode #encodeBytes}. */
  #encode(key: Key): number {
    if (key.length !== this.width) {
      throw new RangeError(
        `Cannot use a key of ${key.length} values: wanted ${this.width}`,
      );
    }
    let at = this.#end;
    for (const text of key) {
      this.#reserve(at + text.length * 3 + 10);
      at = isShortAscii(text)
        ? this.#writeAscii(text, at)
        : this.#writeUtf8(text, at);
    }
    return at;
  }

  #writeAscii(text: string, at: number): number {
    this.#bytes[at++] = text.length;
    for (let i = 0; i < text.length; i++) {
      this.#bytes[at++] = text.charCodeAt(i);
    }
    return at;
  }

  #writeUtf8(text: string, at: number): number {
    const bytes = ENCODER.encode(text);
    const start = this.#writeLength(bytes.length, at);
    this.#bytes.set(bytes, start);
    return start + bytes.length;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Math.max(length, Math.ceil(this.#bytes.length * 1.5));
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(larger));
  }

  /** The slot of the key that was written behind the last one, or the free one where it belongs. */
  #find(end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#bytes, this.#end, end) & mask;
    for (; this.#slots[slot]! > 0; slot = (slot + 1) & mask) {
      if (this.#holds(this.#slots[slot]! - 1, end)) break;
    }
    return slot;
  }

  /** True where a key is the one that was written behind the last one. */
  #holds(index: number, end: number): boolean {
    const bytes = this.#bytes;
    const start = this.#starts.at(index);
    const by = this.#end - start;
    if (this.#starts.at(index + 1) + by !== end) return false;
    for (let at = start; at + by < end; at++) {
      if (bytes[at] !== bytes[at + by]) return false;
    }
    return true;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#size; index++) {
      const start = this.#starts.at(index);
      let slot = hash(this.#bytes, start, this.#starts.at(index + 1)) & mask;
      while (slots[slot]! > 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

const FIRST = [0];
const ENCODER = new TextEncoder();
