/**
 * Arrays to blobs: numeric, characters, objects, cells.
 *
 * @module
 */

import type { NdArray } from "./array.ts";
import type { ComplexArray } from "./complex.ts";
import {
  CHAR_ID,
  numericTypeOf,
  OBJECT_ID,
  type TypedArray,
  type TypedArrayConstructor,
} from "./dtype.ts";
import type { EncodeContext } from "./encode_context.ts";
import { toColumnMajor } from "./shape.ts";
import type { BlobWriter } from "./writer.ts";

/**
 * Encodes an array with a shape: code `A`, or `C` for cells.
 *
 * @param context The blob.
 * @param array The array.
 * @throws {TypeError} Where an array of characters holds anything else.
 */
export function encodeNdArray(context: EncodeContext, array: NdArray): void {
  const { writer } = context;
  const { shape, dtype } = array;
  if (dtype === "cell") {
    writer.u8("C");
    writeShape(writer, shape);
    return writeItems(context, array);
  }
  writer.u8("A");
  writeShape(writer, shape);
  if (dtype === "object") {
    context.native = true;
    writeType(writer, OBJECT_ID, false);
    return writeItems(context, array);
  }
  if (dtype === "char") {
    writeType(writer, CHAR_ID, false);
    return writeCharacters(writer, array);
  }
  // The original protocol has neither single values nor points in time.
  context.native ||= shape.length === 0 || dtype.startsWith("datetime64");
  writeType(writer, numericTypeOf(dtype)!.id, false);
  writeNumbers(writer, array as TypedArray, shape);
}

/**
 * Encodes a complex array, code `A`: all real parts, then all imaginary parts.
 *
 * @param context The blob.
 * @param array The array.
 */
export function encodeComplexArray(
  context: EncodeContext,
  array: ComplexArray,
): void {
  const { writer } = context;
  const { data, shape } = array;
  const type = numericTypeOf(
    data instanceof Float32Array ? "float32" : "float64",
  )!;
  context.native ||= shape.length === 0;
  writer.u8("A");
  writeShape(writer, shape);
  writeType(writer, type.id, true);
  for (const part of [0, 1]) {
    const numbers = data.filter((_, index) => index % 2 === part);
    writeNumbers(writer, numbers, shape);
  }
}

/**
 * Writes the number of dimensions and their lengths.
 *
 * @param writer The blob.
 * @param shape The length of each dimension.
 */
export function writeShape(
  writer: BlobWriter,
  shape: readonly number[],
): void {
  writer.size(shape.length);
  for (const length of shape) writer.size(length);
}

function writeType(writer: BlobWriter, id: number, isComplex: boolean): void {
  writer.u32(id);
  writer.u32(isComplex ? 1 : 0);
}

function writeNumbers(
  writer: BlobWriter,
  data: TypedArray,
  shape: readonly number[],
): void {
  const copy = new (data.constructor as TypedArrayConstructor)(data.length);
  const ordered = toColumnMajor(data, copy, shape);
  writer.bytes(
    new Uint8Array(ordered.buffer, ordered.byteOffset, ordered.byteLength),
  );
}

function writeCharacters(writer: BlobWriter, array: NdArray): void {
  for (const unit of columnMajor(array)) {
    if (typeof unit !== "string" || unit.length !== 1) {
      throw new TypeError(
        `Cannot encode blob: found ${
          typeof unit === "string" ? `'${unit.slice(0, 20)}'` : typeof unit
        } in an array of characters, wanted strings of one UTF-16 unit`,
      );
    }
    writer.u16(unit.charCodeAt(0));
  }
}

function writeItems(context: EncodeContext, array: NdArray): void {
  columnMajor(array).forEach((value, index) => context.item(index, value));
}

function columnMajor(array: NdArray): readonly unknown[] {
  const items = array as readonly unknown[];
  return toColumnMajor(items, new Array<unknown>(items.length), array.shape);
}
