/**
 * Complex numbers, for which JavaScript has neither a type nor a typed array.
 *
 * @module
 */

import { flatIndex, nest, sizeOf } from "./shape.ts";

/**
 * One complex number: Python's `complex`.
 *
 * @example
 * ```ts
 * import { Complex } from "./complex.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new Complex(1, 2)), "1+2j");
 * ```
 */
export class Complex {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;

  /**
   * @param re The real part.
   * @param im The imaginary part.
   */
  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }

  /** The number as Python writes it, for example `1+2j`. */
  toString(): string {
    const sign = this.im < 0 || Object.is(this.im, -0) ? "-" : "+";
    return `${this.re}${sign}${Math.abs(this.im)}j`;
  }
}

/**
 * An array of complex numbers. `data` holds pairs, real part first, row-major, so it is twice as long as the array.
 *
 * @example
 * ```ts
 * import { ComplexArray } from "./complex.ts";
 * const array = new ComplexArray(new Float64Array([1, 2, 3, 4]));
 * String(array.get(1)); // "3+4j"
 * ```
 */
export class ComplexArray {
  /** Pairs of real and imaginary parts, row-major. */
  readonly data: Float64Array | Float32Array;
  /** The length of each dimension; `[]` is a single value. */
  readonly shape: readonly number[];

  /**
   * @param data Pairs of real and imaginary parts, row-major.
   * @param shape The length of each dimension; without it, the array has one.
   * @throws {RangeError} Where the shape does not hold exactly the pairs.
   */
  constructor(
    data: Float64Array | Float32Array,
    shape: readonly number[] = [data.length / 2],
  ) {
    if (sizeOf(shape) * 2 !== data.length) {
      throw new RangeError(
        `Cannot make a complex array: shape (${shape}) takes ${
          sizeOf(shape) * 2
        } numbers, found ${data.length}`,
      );
    }
    this.data = data;
    this.shape = Object.freeze([...shape]);
  }

  /** The element type, named as numpy names it. */
  get dtype(): "complex128" | "complex64" {
    return this.data instanceof Float32Array ? "complex64" : "complex128";
  }

  /** The number of elements. */
  get length(): number {
    return this.data.length / 2;
  }

  /**
   * The element at an index, one number a dimension; negative numbers count from the end.
   *
   * @param index One whole number a dimension.
   * @returns The number there.
   * @throws {RangeError} Where the index is outside of the shape.
   *
   * @example
   * ```ts
   * import { ComplexArray } from "./complex.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(new ComplexArray(new Float32Array([1, 2, 3, 4])).get(-1).im, 4);
   * ```
   */
  get(...index: number[]): Complex {
    return this.#at(flatIndex(this.shape, index));
  }

  /**
   * The array as nested plain arrays of {@linkcode Complex}.
   *
   * @example
   * ```ts
   * import { ComplexArray } from "./complex.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(String(new ComplexArray(new Float32Array([1, 2, 3, 4])).toNested()), "1+2j,3+4j");
   * ```
   */
  toNested(): unknown {
    return nest(this.shape, (position) => this.#at(position));
  }

  /** All elements, row-major. */
  *[Symbol.iterator](): IterableIterator<Complex> {
    for (let i = 0; i < this.length; i++) yield this.#at(i);
  }

  #at(position: number): Complex {
    return new Complex(
      this.data[2 * position]!,
      this.data[2 * position + 1]!,
    );
  }
}
