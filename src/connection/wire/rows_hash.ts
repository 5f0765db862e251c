/**
 * A hash of all cells of a result, whatever the order of its rows: to know later whether the same rows came.
 *
 * @module
 */
import type { RowCells, RowKeeper } from "../session.ts";

/** Hashes rows one by one; nothing is kept of them. */
export class RowsHash implements RowKeeper {
  #rows = 0;
  #high = 0;
  #low = 0;

  /** See {@linkcode RowKeeper.clear}. */
  clear(): void {
    this.#rows = this.#high = this.#low = 0;
  }

  /** Adds one row. */
  take({ bytes, starts, ends }: RowCells): void {
    let high = 0xdeadbeef | 0;
    let low = 0x41c6ce57;
    for (let cell = 0; cell < starts.length; cell++) {
      let at = starts[cell]!;
      const end = ends[cell]!;
      // The length of a value tells where the next one begins; of NULL it is one that no value has.
      const length = at < 0 ? -1 : end - at;
      high = Math.imul(high ^ length, 0x9e3779b1);
      low = Math.imul(low ^ (high >>> 15), 0x5f356495);
      for (; at + 4 <= end; at += 4) {
        const word = bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 |
          bytes[at + 3]! << 24;
        high = Math.imul(high ^ word, 0x9e3779b1);
        low = Math.imul(low ^ word ^ (high >>> 15), 0x5f356495);
      }
      for (; at < end; at++) {
        high = Math.imul(high ^ bytes[at]!, 0x9e3779b1);
        low = Math.imul(low ^ bytes[at]! ^ (high >>> 15), 0x5f356495);
      }
    }
    high = Math.imul(high ^ (low >>> 16), 0x85ebca77);
    low = Math.imul(low ^ (high >>> 13), 0xc2b2ae3d);
    this.#high = (this.#high + (high ^ (low >>> 15))) | 0;
    this.#low = (this.#low + (low ^ (high >>> 16))) | 0;
    this.#rows++;
  }

  /** True where the other has had the same rows. */
  equals(other: RowsHash): boolean {
    return this.#rows === other.#rows && this.#high === other.#high &&
      this.#low === other.#low;
  }
}
