/**
 * Texts of one column, read from bytes. Values of a column repeat: what equals a recent value's bytes is that value's
 * text, which costs a comparison instead of a new string.
 *
 * @module
 */
import { textOf } from "./utf8_text.ts";

/** Gives the texts of one column's values. */
export class CellTexts {
  readonly #bytes = new Uint8Array(SLOTS * LONGEST);
  readonly #lengths = new Int16Array(SLOTS).fill(-1);
  readonly #texts: string[] = new Array(SLOTS).fill("");
  #last = 0;
  #asked = 0;
  #found = 0;
  #isWorthIt = true;

  /** The text of the bytes from `start` up to `end`, which are UTF-8. */
  read(bytes: Uint8Array, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return "";
    if (!this.#isWorthIt || length > LONGEST) return textOf(bytes, start, end);
    if (this.#holds(this.#last, bytes, start, length)) {
      return this.#texts[this.#last]!;
    }
    const slot = slotOf(bytes, end, length);
    this.#last = slot;
    this.#asked++;
    if (this.#holds(slot, bytes, start, length)) {
      this.#found++;
      return this.#texts[slot]!;
    }
    this.#judge();
    return this.#keep(slot, bytes, start, end);
  }

  /** From the end on: texts that begin alike are common. */
  #holds(
    slot: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): boolean {
    if (this.#lengths[slot] !== length) return false;
    const own = this.#bytes;
    const at = slot * LONGEST;
    for (let i = length - 1; i >= 0; i--) {
      if (own[at + i] !== bytes[start + i]) return false;
    }
    return true;
  }

  #keep(slot: number, bytes: Uint8Array, start: number, end: number): string {
    const own = this.#bytes;
    const at = slot * LONGEST;
    for (let i = start; i < end; i++) own[at + i - start] = bytes[i]!;
    this.#lengths[slot] = end - start;
    return this.#texts[slot] = textOf(bytes, start, end);
  }

  /** Where hardly any value comes again soon, looking for it is only work. */
  #judge(): void {
    if (this.#asked < 512) return;
    this.#isWorthIt = this.#found * 4 > this.#asked;
    this.#asked = this.#found = 0;
  }
}

const SLOTS = 64;
const LONGEST = 48;

/** The last bytes tell most values apart. */
function slotOf(bytes: Uint8Array, end: number, length: number): number {
  let mixed = bytes[end - 1]! + length * 5;
  if (length > 1) mixed += bytes[end - 2]! * 7;
  if (length > 2) mixed += bytes[end - 3]! * 31;
  if (length > 5) mixed += bytes[end - 6]! * 11 + bytes[end - 5]! * 3;
  return mixed & (SLOTS - 1);
}
