/**
 * Sets of keys, packed: a key costs its bytes and about 16 more, so that millions of them fit in memory.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import { IntList } from "./int_list.ts";
import { hash, isShortAscii, textOf, topOf } from "./key_bytes.ts";
import type { Key } from "./key.ts";
import type { DistinctTexts } from "./key_list.ts";
import { PackedTexts } from "./packed_texts.ts";

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
  /** The keys' bytes, one after the other: for each text its length, then its UTF-8. */
  #bytes = new Uint8Array(1024);
  /** Where each key begins, and where the next one will. */
  readonly #starts = new IntList();
  /** Open addressing: number of the key + 1, 0 where free. Always a power of two long. */
  #slots = new Int32Array(16);
  #scratch = new Uint8Array(256);
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
    const length = this.#encode(key);
    const slot = this.#find(length);
    if (this.#slots[slot]! > 0) return this.#slots[slot]! - 1;
    return this.#insert(slot, length);
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
    const length = this.#encodeBytes(row, places);
    const slot = this.#find(length);
    if (this.#slots[slot]! > 0) return this.#slots[slot]! - 1;
    return this.#insert(slot, length);
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

  /** Puts the scratch bytes into a free slot. */
  #insert(slot: number, length: number): number {
    const start = this.#starts.at(this.#size);
    this.#reserve(start + length);
    this.#bytes.set(this.#scratch.subarray(0, length), start);
    this.#starts.push(start + length);
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

  #encodeBytes(row: RowCells, places: readonly number[]): number {
    const { bytes, starts, ends } = row;
    let at = 0;
    for (const place of places) {
      const start = starts[place]!;
      const length = ends[place]! - start;
      this.#grow(at + length + 10);
      at = this.#writeLength(length, at);
      const scratch = this.#scratch;
      if (length > 64) scratch.set(bytes.subarray(start, start + length), at);
      else for (let i = 0; i < length; i++) scratch[at + i] = bytes[start + i]!;
      at += length;
    }
    return at;
  }

  #writeLength(length: number, at: number): number {
    let rest = length;
    while (rest > 0x7f) {
      this.#scratch[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#scratch[at++] = rest;
    return at;
  }

  /** Writes a key into the scratch bytes, and gives how many there are. */
  #encode(key: Key): number {
    if (key.length !== this.width) {
      throw new RangeError(
        `Cannot use a key of ${key.length} values: wanted ${this.width}`,
      );
    }
    let at = 0;
    for (const text of key) {
      this.#grow(at + text.length * 3 + 10);
      at = isShortAscii(text)
        ? this.#writeAscii(text, at)
        : this.#writeUtf8(text, at);
    }
    return at;
  }

  #writeAscii(text: string, at: number): number {
    this.#scratch[at++] = text.length;
    for (let i = 0; i < text.length; i++) {
      this.#scratch[at++] = text.charCodeAt(i);
    }
    return at;
  }

  #writeUtf8(text: string, at: number): number {
    const bytes = ENCODER.encode(text);
    const start = this.#writeLength(bytes.length, at);
    this.#scratch.set(bytes, start);
    return start + bytes.length;
  }

  #grow(length: number): void {
    if (length <= this.#scratch.length) return;
    const larger = new Uint8Array(length * 2);
    larger.set(this.#scratch);
    this.#scratch = larger;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Math.max(length, Math.ceil(this.#bytes.length * 1.5));
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(larger));
  }

  /** The slot of the key in the scratch bytes, or the free one where it belongs. */
  #find(length: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#scratch, 0, length) & mask;
    for (; this.#slots[slot]! > 0; slot = (slot + 1) & mask) {
      if (this.#holds(this.#slots[slot]! - 1, length)) break;
    }
    return slot;
  }

  #holds(index: number, length: number): boolean {
    const start = this.#starts.at(index);
    if (this.#starts.at(index + 1) - start !== length) return false;
    for (let i = 0; i < length; i++) {
      if (this.#bytes[start + i] !== this.#scratch[i]) return false;
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
