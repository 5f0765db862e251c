/**
 * Arrays of a blob: numeric, characters, objects, cells.
 *
 * @module
 */

import { type NdArray, ndArray } from "./array.ts";
import { ComplexArray } from "./complex.ts";
import type { DecodeContext } from "./decode_context.ts";
import {
  CHAR_ID,
  type NumericType,
  numericTypeOfId,
  OBJECT_ID,
  type TypedArray,
} from "./dtype.ts";
import type { BlobReader } from "./reader.ts";
import { sizeOf, toRowMajor } from "./shape.ts";

/**
 * Decodes an array, code `A`. One of shape `[]` becomes its element, and a row of characters a string, unless exact
 * types are asked for.
 *
 * @param context The blob.
 * @param depth How many values it lies in.
 * @returns The array, or its element, or a string.
 * @throws {BlobError} Where it is malformed.
 */
export function decodeArray(context: DecodeContext, depth: number): unknown {
  const array = readArray(context, depth);
  if (context.exact) return array;
  if (array instanceof ComplexArray) {
    return array.shape.length === 0 ? array.get() : array;
  }
  if (array.dtype === "char") return isText(array) ? join(array) : array;
  return array.shape.length === 0 ? scalar(array) : array;
}

/**
 * Decodes a column of a record array, code `A`, always as an array.
 *
 * @param context The blob.
 * @param depth How many values it lies in.
 * @returns The array.
 * @throws {BlobError} Where it is malformed.
 */
export function readArray(
  context: DecodeContext,
  depth: number,
): NdArray | ComplexArray {
  const { reader } = context;
  const shape = readShape(reader);
  const id = reader.u32();
  const isComplex = reader.u32() !== 0;
  if (id === OBJECT_ID) return readObjects(context, depth, shape, "object");
  if (id === CHAR_ID) return readCharacters(reader, shape);
  const type = numericTypeOfId(id);
  if (type === undefined) {
    throw reader.error(
      `element type ${id}`,
      "a type of elements that DataJoint 0.14 stores",
    );
  }
  return isComplex
    ? readComplex(reader, shape, type)
    : ndArray(readNumbers(reader, shape, type), shape, type.dtype);
}

/**
 * Decodes a MATLAB cell array, code `C`.
 *
 * @param context The blob.
 * @param depth How many values it lies in.
 * @returns The cells as an array with a shape.
 * @throws {BlobError} Where it is malformed.
 */
export function decodeCells(context: DecodeContext, depth: number): NdArray {
  return readObjects(context, depth, readShape(context.reader), "cell");
}

/**
 * Reads the number of dimensions and their lengths.
 *
 * @param reader The blob.
 * @returns The shape.
 * @throws {BlobError} Where it is more than any array could have.
 */
export function readShape(reader: BlobReader): number[] {
  const dimensions = reader.size("a number of dimensions");
  if (dimensions > MAX_DIMENSIONS) {
    throw reader.error(`${dimensions} dimensions`, `at most ${MAX_DIMENSIONS}`);
  }
  const shape = Array.from(
    { length: dimensions },
    () => reader.size("a dimension"),
  );
  // An array without elements takes no bytes, whatever its other dimensions say.
  const rest = sizeOf(shape.filter((length) => length > 0));
  if (shape.includes(0) && rest > MAX_EMPTY) {
    throw reader.error(
      `an empty array of shape (${shape})`,
      `dimensions of at most ${MAX_EMPTY}`,
    );
  }
  return shape;
}

/** numpy's own limit. */
const MAX_DIMENSIONS = 64;
/** So that turning an empty array into nested ones ends. */
const MAX_EMPTY = 2 ** 24;
/** The fewest bytes of a value with its length in front. */
const LEAST_ITEM = 9;

function readNumbers(
  reader: BlobReader,
  shape: readonly number[],
  type: NumericType,
): TypedArray {
  const size = sizeOf(shape);
  const width = type.arrayClass.BYTES_PER_ELEMENT;
  reader.need(size, width, `elements of ${type.dtype}`);
  // A copy: the elements must be aligned, and must not keep the whole blob alive.
  const bytes = reader.take(size * width, "elements").slice();
  const data = new type.arrayClass(bytes.buffer as ArrayBuffer);
  // numpy takes any byte but 0 for true.
  if (type.dtype === "bool") bytes.forEach((byte, i) => bytes[i] = +(byte > 0));
  return toRowMajor(data, new type.arrayClass(size), shape);
}

function readComplex(
  reader: BlobReader,
  shape: readonly number[],
  type: NumericType,
): ComplexArray {
  if (type.dtype.startsWith("datetime64")) {
    throw reader.error(`complex elements of ${type.dtype}`, "real ones");
  }
  const real = readNumbers(reader, shape, type);
  const imaginary = readNumbers(reader, shape, type);
  const pairs = type.dtype === "float32"
    ? new Float32Array(2 * real.length)
    : new Float64Array(2 * real.length);
  for (let i = 0; i < real.length; i++) {
    pairs[2 * i] = Number(real[i]);
    pairs[2 * i + 1] = Number(imaginary[i]);
  }
  return new ComplexArray(pairs, shape);
}

/** MATLAB's characters are UTF-16, one code unit each. */
function readCharacters(
  reader: BlobReader,
  shape: readonly number[],
): NdArray<unknown[]> {
  const size = sizeOf(shape);
  reader.need(size, 2, "characters");
  const units = Array.from(
    { length: size },
    () => String.fromCharCode(reader.u16()),
  );
  return ndArray(
    toRowMajor(units, new Array<string>(size), shape),
    shape,
    "char",
  );
}

function readObjects(
  context: DecodeContext,
  depth: number,
  shape: readonly number[],
  dtype: "object" | "cell",
): NdArray<unknown[]> {
  const { reader } = context;
  const size = sizeOf(shape);
  reader.need(size, LEAST_ITEM, "elements");
  const items: unknown[] = [];
  for (let i = 0; i < size; i++) {
    items.push(context.value(depth + 1, reader.size("a length")));
  }
  return ndArray(toRowMajor(items, new Array(size), shape), shape, dtype);
}

/** What MATLAB calls a char row vector; 0×0 is its ''. */
function isText({ shape, length }: NdArray): boolean {
  return length === 0 || shape.length < 2 ||
    (shape.length === 2 && shape[0] === 1);
}

function join(characters: NdArray): string {
  return (characters as readonly unknown[]).join("");
}

function scalar(array: NdArray): unknown {
  // Its text would be mistaken for a string when it is stored again.
  if (array.dtype.startsWith("datetime64")) return array;
  const value = array.get();
  const small = typeof value === "bigint" ? Number(value) : value;
  return Number.isSafeInteger(small) ? small : value;
}
