/**
 * Arrays with a shape. A DataJoint array is the typed array itself (`Float64Array` and so on, or a plain `Array` for
 * objects, cells and characters) with four more properties that are not enumerable: `shape`, `dtype`, `get` and
 * `toNested`. So a 1-d array is at once what every library of JavaScript takes, without a class in between, and an
 * array of more dimensions is its elements, the last index running fastest (row-major, as in C and numpy's default;
 * the blob itself holds them the other way round).
 *
 * What an array makes of itself (`slice`, `map`, `subarray`) is a plain typed array without a shape: it has one
 * dimension.
 *
 * @module
 */

import { formatDatetime64 } from "./datetime64.ts";
import {
  type DatetimeUnit,
  type Dtype,
  dtypeOfTypedArray,
  numericTypeOf,
  type TypedArray,
} from "./dtype.ts";
import { flatIndex, nest, sizeOf } from "./shape.ts";

/** What an array of a DataJoint blob has beside its elements. */
export interface Shaped {
  /** The length of each dimension; `[]` is a single value. */
  readonly shape: readonly number[];
  /** The element type, named as numpy names it. `bool` is kept as 0 and 1 in a `Uint8Array`. */
  readonly dtype: Dtype;
  /**
   * The element at an index, one number a dimension; negative numbers count from the end.
   *
   * @throws {RangeError} Where the index is outside of the shape, or has another number of dimensions.
   */
  get(...index: number[]): unknown;
  /** The array as nested plain arrays, see {@linkcode toNested}. */
  toNested(): unknown;
}

/**
 * An array with a shape: its elements, row-major, in a typed array, or in a plain array for objects. See
 * {@linkcode ndArray}.
 */
export type NdArray<T extends TypedArray | unknown[] = TypedArray | unknown[]> =
  & T
  & Shaped;

/**
 * Gives an array a shape. The elements are not copied: the same array is returned.
 *
 * @param data The elements, row-major: the last index runs fastest.
 * @param shape The length of each dimension; without it, the array has one.
 * @param dtype The element type, where the array does not tell it: `bool`, `datetime64[…]`, `char`, `cell`.
 * @returns The same array, with `shape`, `dtype`, `get` and `toNested`.
 * @throws {TypeError} Where the element type does not belong to this kind of array.
 * @throws {RangeError} Where the shape does not hold exactly the elements.
 *
 * @example
 * ```ts
 * import { ndArray } from "./array.ts";
 * const image = ndArray(new Float64Array([1, 2, 3, 4, 5, 6]), [2, 3]);
 * image.get(1, 0); // 4
 * image.toNested(); // [[1, 2, 3], [4, 5, 6]]
 * ```
 */
export function ndArray<T extends TypedArray | unknown[]>(
  data: T,
  shape: readonly number[] = [data.length],
  dtype: Dtype = isNdArray(data) ? data.dtype : plainDtype(data),
): NdArray<T> {
  if (!holds(data, dtype)) {
    throw new TypeError(
      `Cannot make an array: dtype '${dtype}' does not belong to ${data.constructor.name}`,
    );
  }
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new RangeError(
      `Cannot make an array: found shape (${shape}), wanted lengths that are integers from 0`,
    );
  }
  if (sizeOf(shape) !== data.length) {
    throw new RangeError(
      `Cannot make an array: shape (${shape}) holds ${
        sizeOf(shape)
      } elements, found ${data.length}`,
    );
  }
  return Object.defineProperties(data, {
    shape: { value: Object.freeze([...shape]), configurable: true },
    dtype: { value: dtype, configurable: true },
    get: GET,
    toNested: TO_NESTED,
    [INSPECT]: SHOW,
  }) as NdArray<T>;
}

/**
 * Tells whether a value is an array with a shape.
 *
 * @param value Anything.
 * @returns True for what {@linkcode ndArray} and the decoder make, false for a plain array or typed array.
 */
export function isNdArray(value: unknown): value is NdArray {
  return (Array.isArray(value) || ArrayBuffer.isView(value)) &&
    Object.hasOwn(value, "shape") && Object.hasOwn(value, "dtype");
}

/**
 * Turns an array into nested plain arrays, one level a dimension, as `tolist()` does in numpy.
 *
 * @param array An array with a shape, or a plain typed array (one dimension).
 * @returns Nested arrays of numbers, bigints (64-bit integers), booleans (`bool`), ISO texts (`datetime64`) or objects;
 * the value itself where the shape is `[]`.
 *
 * @example
 * ```ts
 * import { ndArray, toNested } from "./array.ts";
 * toNested(ndArray(new Uint8Array([1, 0, 0, 1]), [2, 2], "bool")); // [[true, false], [false, true]]
 * ```
 */
export function toNested(array: NdArray | TypedArray): unknown {
  const { shape, dtype } = isNdArray(array)
    ? array
    : { shape: [array.length], dtype: plainDtype(array) };
  return nest(shape, (index) => element(array, dtype, index));
}

const INSPECT = Symbol.for("Deno.customInspect");
/** Deno shows a hundred elements of an array; more than these are not turned into nested arrays only to be cut. */
const SHOWN = 100;

const GET: PropertyDescriptor = {
  value(this: NdArray, ...index: number[]): unknown {
    return element(this, this.dtype, flatIndex(this.shape, index));
  },
  configurable: true,
};

const TO_NESTED: PropertyDescriptor = {
  value(this: NdArray): unknown {
    return toNested(this);
  },
  configurable: true,
};

const SHOW: PropertyDescriptor = {
  value(
    this: NdArray,
    inspect: typeof Deno.inspect,
    options: Deno.InspectOptions,
  ): string {
    const head = `${this.dtype}(${this.shape.join(", ")}) `;
    if (this.length === 0) return `${head}[]`;
    if (this.shape.length > 1 && this.length > SHOWN * SHOWN) {
      return `${head}[ ${inspect(element(this, this.dtype, 0), options)}, … ]`;
    }
    if (this.shape.length !== 1) return head + inspect(toNested(this), options);
    const shown = Math.min(this.length, SHOWN + 1);
    const first = nest([shown], (index) => element(this, this.dtype, index));
    const text = inspect(first, options);
    return this.length > shown
      ? `${head}${
        text.replace(/1 more item(?=\s*\]$)/, `${this.length - SHOWN} more`)
      }`
      : head + text;
  },
  configurable: true,
};

function element(
  array: TypedArray | unknown[],
  dtype: Dtype,
  index: number,
): unknown {
  const value: unknown = array[index];
  if (dtype === "bool") return value !== 0;
  if (typeof value === "bigint" && dtype.startsWith("datetime64[")) {
    return formatDatetime64(value, dtype.slice(11, -1) as DatetimeUnit);
  }
  return value;
}

function plainDtype(data: TypedArray | unknown[]): Dtype {
  if (Array.isArray(data)) return "object";
  const dtype = dtypeOfTypedArray(data);
  if (dtype === undefined) {
    throw new TypeError(
      `Cannot make an array: found ${
        Object.prototype.toString.call(data).slice(8, -1)
      }, wanted an integer or float typed array, or an Array`,
    );
  }
  return dtype;
}

function holds(data: TypedArray | unknown[], dtype: Dtype): boolean {
  if (Array.isArray(data)) {
    return dtype === "object" || dtype === "cell" || dtype === "char";
  }
  const type = numericTypeOf(dtype);
  return type !== undefined && data instanceof type.arrayClass;
}
