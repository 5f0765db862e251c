/**
 * Lists of numbers without an object a number.
 *
 * @module
 */

/** A list of numbers of 32 bits that grows. */
export class IntList {
  #values = new Int32Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  push(value: number): void {
    this.set(this.#length, value);
  }

  /** Sets one number; the list grows to hold it, with 0 in between. */
  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const length = Math.max(index + 1, Math.ceil(this.#values.length * 1.5));
      this.#values = new Int32Array(this.#values.buffer.transfer(length * 4));
    }
    this.#values[index] = value;
    if (index >= this.#length) this.#length = index + 1;
  }

  /** The numbers from `start` up to, not with, `end`. */
  slice(start: number, end = this.#length): Int32Array {
    return this.#values.slice(start, Math.min(end, this.#length));
  }

  clear(): void {
    this.#length = 0;
  }
}
