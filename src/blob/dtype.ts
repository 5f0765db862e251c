/**
 * Types of array elements: numpy's name, DataJoint's number, and the typed array that holds them here.
 *
 * @module
 */

/** Units of numpy's `datetime64`, in the order of DataJoint's type numbers (65536 and up). */
const DATETIME_UNITS = [
  "Y",
  "M",
  "W",
  "D",
  "h",
  "m",
  "s",
  "ms",
  "us",
  "ns",
  "ps",
  "fs",
  "as",
] as const;

/** A unit of numpy's `datetime64`. */
export type DatetimeUnit = typeof DATETIME_UNITS[number];

/** A typed array that can hold the elements of a numeric DataJoint array. */
export type TypedArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Element types kept in typed arrays. `bool` and `datetime64` share the arrays of `uint8` and `int64`. */
export type NumericDtype =
  | "bool"
  | "float64"
  | "float32"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | `datetime64[${DatetimeUnit}]`;

/** Element types kept in plain arrays: single characters, any Python object, cells of a MATLAB cell array. */
export type ObjectDtype = "char" | "object" | "cell";

/** The type of an array's elements, named as numpy names it. */
export type Dtype = NumericDtype | ObjectDtype;

/** A constructor of typed arrays. */
export type TypedArrayConstructor<T extends TypedArray = TypedArray> = {
  new (length: number): T;
  new (buffer: ArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** What is known of a numeric element type. */
export interface NumericType {
  readonly id: number;
  readonly dtype: NumericDtype;
  readonly arrayClass: TypedArrayConstructor;
}

/** DataJoint's type number of characters (two bytes each). */
export const CHAR_ID = 4;
/** DataJoint's type number of Python objects. */
export const OBJECT_ID = 5;

/**
 * Finds a numeric element type by DataJoint's number.
 *
 * @param id The number stored in the blob.
 * @returns The type, or `undefined` where the number names no numeric type.
 */
export function numericTypeOfId(id: number): NumericType | undefined {
  return BY_ID.get(id);
}

/**
 * Finds a numeric element type by numpy's name.
 *
 * @param dtype The name, for example `float64`.
 * @returns The type, or `undefined` where the name is unknown or not numeric.
 */
export function numericTypeOf(dtype: string): NumericType | undefined {
  return BY_NAME.get(dtype);
}

/**
 * Names the element type that a typed array holds when nothing else is said.
 *
 * @param data Any value.
 * @returns The name, or `undefined` where it is no typed array that DataJoint can store.
 */
export function dtypeOfTypedArray(data: unknown): NumericDtype | undefined {
  return PLAIN.find((type) => data instanceof type.arrayClass)?.dtype;
}

const PLAIN: readonly NumericType[] = [
  { id: 6, dtype: "float64", arrayClass: Float64Array },
  { id: 7, dtype: "float32", arrayClass: Float32Array },
  { id: 8, dtype: "int8", arrayClass: Int8Array },
  { id: 9, dtype: "uint8", arrayClass: Uint8Array },
  { id: 10, dtype: "int16", arrayClass: Int16Array },
  { id: 11, dtype: "uint16", arrayClass: Uint16Array },
  { id: 12, dtype: "int32", arrayClass: Int32Array },
  { id: 13, dtype: "uint32", arrayClass: Uint32Array },
  { id: 14, dtype: "int64", arrayClass: BigInt64Array },
  { id: 15, dtype: "uint64", arrayClass: BigUint64Array },
];

const NUMERIC: readonly NumericType[] = [
  ...PLAIN,
  { id: 3, dtype: "bool", arrayClass: Uint8Array },
  ...DATETIME_UNITS.map((unit, index): NumericType => ({
    id: 65_536 + index,
    dtype: `datetime64[${unit}]`,
    arrayClass: BigInt64Array,
  })),
];

const BY_ID = new Map(NUMERIC.map((type) => [type.id, type]));
const BY_NAME = new Map<string, NumericType>(
  NUMERIC.map((type) => [type.dtype, type]),
);
