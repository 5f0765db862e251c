/**
 * Some rows exactly as the server sent them, kept to be looked at later; very many are not kept at all.
 *
 * @module
 */
import type { RowCells, RowKeeper } from "../session.ts";

/** The cells of the first columns of a result's rows, as long as these are few. */
export class KeptRows implements RowKeeper {
  readonly #width: number;
  readonly #most: KeptLimits;
  #bytes = new Uint8Array(FIRST_BYTES);
  #used = 0;
  /** Where each cell begins and ends. */
  #places: number[] = [];
  #length = 0;
  #isWhole = true;

  /**
   * @param width How many columns are kept.
   * @param most So many rows and bytes are kept.
   */
  constructor(width: number, most: KeptLimits = FEW) {
    this.#width = width;
    this.#most = most;
  }

  /** True while no row was left out. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** How many rows there are. */
  get length(): number {
    return this.#length;
  }

  /** How many bytes they take. */
  get size(): number {
    return this.#used;
  }

  /** See {@linkcode RowKeeper.clear}. */
  clear(): void {
    this.#used = this.#length = 0;
    this.#places = [];
    this.#isWhole = true;
  }

  /** Keeps one row. Its bytes are copied: they lie in a packet that is much larger than a small row. */
  take({ bytes, starts, ends }: RowCells): void {
    if (!this.#isWhole) return;
    const from = firstOf(starts, this.#width);
    const to = Math.max(from, lastOf(ends, this.#width));
    const { rows, bytes: size } = this.#most;
    if (this.#length === rows || this.#used + to - from > size) {
      this.clear();
      this.#isWhole = false;
      return;
    }
    const by = this.#put(bytes, from, to) - from;
    for (let at = 0; at < this.#width; at++) {
      const start = starts[at]!;
      if (start < 0) this.#places.push(-1, -1);
      else this.#places.push(start + by, ends[at]! + by);
    }
    this.#length++;
  }

  /** Shows each row where it lies. */
  forEach(onRow: (row: RowCells) => void): void {
    const starts = new Int32Array(this.#width);
    const ends = new Int32Array(this.#width);
    const cells = { bytes: this.#bytes, starts, ends };
    let next = 0;
    for (let row = 0; row < this.#length; row++) {
      for (let at = 0; at < this.#width; at++) {
        starts[at] = this.#places[next++]!;
        ends[at] = this.#places[next++]!;
      }
      onRow(cells);
    }
  }

  /** True where the other's rows are the same, byte for byte, in the same order. */
  equals(other: KeptRows): boolean {
    if (other.#used !== this.#used || other.#length !== this.#length) {
      return false;
    }
    for (let at = 0; at < this.#used; at++) {
      if (other.#bytes[at] !== this.#bytes[at]) return false;
    }
    return this.#places.every((place, at) => other.#places[at] === place);
  }

  /** Where the bytes begin that were put. */
  #put(bytes: Uint8Array, from: number, to: number): number {
    const start = this.#used;
    this.#used += to - from;
    if (this.#used > this.#bytes.length) {
      const grown = new Uint8Array(this.#used * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes.subarray(from, to), start);
    return start;
  }
}

/** How much is kept. */
export interface KeptLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** More than these are not kept: what is made of them later takes time, too. */
const FEW: KeptLimits = { rows: 1000, bytes: 512 * 1024 };
const FIRST_BYTES = 256;

/** −1 where all are NULL. */
function firstOf(starts: Int32Array, width: number): number {
  for (let at = 0; at < width; at++) if (starts[at]! >= 0) return starts[at]!;
  return -1;
}

/** −1 where all are NULL. */
function lastOf(ends: Int32Array, width: number): number {
  let last = -1;
  for (let at = 0; at < width; at++) if (ends[at]! > last) last = ends[at]!;
  return last;
}
