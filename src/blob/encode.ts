/**
 * Values to DataJoint blobs, the reverse of decode.ts. Where JavaScript has one type and Python two:
 *
 * | here | in Python |
 * |---|---|
 * | number that is a safe integer, not -0; bigint | `int` |
 * | any other number, `Float` | `float` |
 * | array; frozen array (see `tuple`) | `list`; `tuple` |
 * | plain object, `Map` | `dict` |
 * | `Uint8Array` without a shape | `bytes` |
 * | any other typed array without a shape | array of one dimension |
 *
 * @module
 */

import { isNdArray, ndArray } from "./array.ts";
import { Complex, ComplexArray } from "./complex.ts";
import { dtypeOfTypedArray, type TypedArray } from "./dtype.ts";
import { encodeComplexArray, encodeNdArray } from "./encode_array.ts";
import { encodeRecords } from "./encode_records.ts";
import type { EncodeContext } from "./encode_context.ts";
import { requireHashable } from "./hashable.ts";
import { wrapBlob } from "./header.ts";
import { Decimal, Float, PyDate, PyDatetime, PyTime, Uuid } from "./python.ts";
import { RecordArray } from "./records.ts";
import { BlobWriter } from "./writer.ts";

/** Settings of {@linkcode encodeBlob}. */
export interface EncodeOptions {
  /**
   * Compress where DataJoint would: above 1000 bytes, if it gets shorter.
   *
   * @default {true}
   */
  readonly compress?: boolean;
}

/**
 * Encodes a value as a DataJoint blob that Python and, for arrays, cells and structs, MATLAB can read.
 *
 * @param value Any value that {@linkcode decodeBlob} gives, plain objects and arrays included.
 * @param options `compress`.
 * @returns The blob to be stored.
 * @throws {TypeError} Where the value, or one in it, has no counterpart in Python: `undefined`, functions, `Date` (which
 * time zone?), objects of other classes; or where a dict's key or a set's item is one that Python cannot hash.
 * @throws {RangeError} Where values are nested deeper than 500 levels, or contain themselves.
 *
 * @example
 * ```ts
 * import { encodeBlob } from "./encode.ts";
 * import { float } from "./python.ts";
 * encodeBlob({ threshold: float(1), labels: ["good", "mua"], times: new Float64Array([0, 1.5]) });
 * ```
 */
export function encodeBlob(
  value: unknown,
  options: EncodeOptions = {},
): Uint8Array {
  const writer = new BlobWriter();
  const path: (string | number)[] = [];
  const context: EncodeContext = {
    writer,
    native: false,
    item(at, value) {
      path.push(at);
      writer.sized(() => encodeValue(context, value, path));
      path.pop();
    },
  };
  encodeValue(context, value, path);
  return wrapBlob(
    context.native ? "dj0" : "mYm",
    writer.finish(),
    options.compress ?? true,
  );
}

/** As deep as the decoder goes. */
const MAX_DEPTH = 500;
const UTF8 = new TextEncoder();

function encodeValue(
  context: EncodeContext,
  value: unknown,
  path: readonly (string | number)[],
): void {
  if (path.length > MAX_DEPTH) {
    throw new RangeError(
      `Cannot encode blob: found values nested deeper than ${MAX_DEPTH} levels, or that contain themselves, wanted fewer`,
    );
  }
  const encoded = encodeArrays(context, value) ||
    encodeScalar(context, value) ||
    encodeCollection(context, value);
  if (!encoded) {
    const place = path.length === 0 ? "" : ` at ${path.join(".")}`;
    throw new TypeError(
      `Cannot encode blob: found ${describe(value)}${place}, wanted ${
        wanted(value)
      }`,
    );
  }
}

/** What the original protocol has, too; each of these decides on its own whether it needs the newer one. */
function encodeArrays(context: EncodeContext, value: unknown): boolean {
  if (isNdArray(value)) encodeNdArray(context, value);
  else if (value instanceof ComplexArray) encodeComplexArray(context, value);
  else if (value instanceof RecordArray) encodeRecords(context, value);
  else if (isPlainNumbers(value)) encodeNdArray(context, ndArray(copy(value)));
  else return false;
  return true;
}

function encodeScalar(context: EncodeContext, value: unknown): boolean {
  const { writer } = context;
  if (value === null) writer.u8(0xff);
  else if (typeof value === "boolean") {
    writer.u8(0x0b);
    writer.u8(value ? 1 : 0);
  } else if (typeof value === "bigint") encodeInt(writer, value);
  else if (typeof value === "number") encodeNumber(writer, value);
  else if (value instanceof Float) encodeFloat(writer, value.value);
  else if (typeof value === "string") encodeText(writer, 0x05, value);
  else if (value instanceof Uint8Array) {
    writer.u8(0x06);
    writer.size(value.length);
    writer.bytes(value);
  } else if (value instanceof Complex) {
    writer.u8(0x0c);
    writer.f64(value.re);
    writer.f64(value.im);
  } else if (value instanceof Decimal) encodeText(writer, "d", `${value}`);
  else if (value instanceof Uuid) encodeUuid(writer, value);
  else if (!encodeDatetime(writer, value)) return false;
  context.native = true;
  return true;
}

function encodeCollection(context: EncodeContext, value: unknown): boolean {
  if (Array.isArray(value)) {
    encodeItems(context, Object.isFrozen(value) ? 0x01 : 0x02, value);
  } else if (value instanceof Set) {
    for (const item of value) requireHashable(item, "an item of a set");
    encodeItems(context, 0x03, [...value]);
  } else if (value instanceof Map) encodeDict(context, [...value]);
  else if (isPlainObject(value)) encodeDict(context, Object.entries(value));
  else return false;
  context.native = true;
  return true;
}

function encodeItems(
  { writer, item }: EncodeContext,
  code: number,
  items: readonly unknown[],
): void {
  writer.u8(code);
  writer.size(items.length);
  for (let i = 0; i < items.length; i++) item(i, items[i]);
}

function encodeDict(
  { writer, item }: EncodeContext,
  pairs: readonly (readonly [unknown, unknown])[],
): void {
  writer.u8(0x04);
  writer.size(pairs.length);
  for (const [key, value] of pairs) {
    requireHashable(key, "a key of a dict");
    item("(key)", key);
    item(typeof key === "string" ? key : String(key), value);
  }
}

function encodeNumber(writer: BlobWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    encodeInt(writer, BigInt(value));
  } else {
    encodeFloat(writer, value);
  }
}

function encodeFloat(writer: BlobWriter, value: number): void {
  writer.u8(0x0d);
  writer.f64(value);
}

/** As many bytes as Python's bit_length() / 8 + 1, which leaves room for the sign. */
function encodeInt(writer: BlobWriter, value: bigint): void {
  const magnitude = value < 0n ? -value : value;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const length = Math.floor(bits / 8) + 1;
  if (length > 0xffff) {
    throw new RangeError(
      `Cannot encode blob: found an integer of ${length} bytes, wanted at most 65535`,
    );
  }
  writer.u8(0x0a);
  writer.u16(length);
  const hex = BigInt.asUintN(length * 8, value).toString(16)
    .padStart(length * 2, "0");
  writer.bytes(fromHex(hex).reverse());
}

function encodeText(
  writer: BlobWriter,
  code: number | string,
  text: string,
): void {
  if (!text.isWellFormed()) {
    throw new TypeError(
      "Cannot encode blob: found a string with half of a surrogate pair, wanted whole characters; repair it with toWellFormed()",
    );
  }
  const bytes = UTF8.encode(text);
  writer.u8(code);
  writer.size(bytes.length);
  writer.bytes(bytes);
}

function encodeUuid(writer: BlobWriter, value: Uuid): void {
  writer.u8("u");
  writer.bytes(fromHex(`${value}`.replaceAll("-", "")));
}

function encodeDatetime(writer: BlobWriter, value: unknown): boolean {
  if (value instanceof PyDate) writeDatetime(writer, `${value}`, "");
  else if (value instanceof PyTime) writeDatetime(writer, "", `${value}`);
  else if (value instanceof PyDatetime) {
    const [date = "", time = ""] = `${value}`.split("T");
    writeDatetime(writer, date, time);
  } else return false;
  return true;
}

/** Decimal digits as they are read, `20240531` and `235959000001`; -1 stands for neither. */
function writeDatetime(writer: BlobWriter, date: string, time: string): void {
  const [clock = "", fraction = ""] = time.split(".");
  writer.u8("t");
  writer.i32(date ? Number(date.replaceAll("-", "")) : -1);
  writer.i64(
    time ? BigInt(clock.replaceAll(":", "") + fraction.padEnd(6, "0")) : -1n,
  );
}

function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

/** A `Uint8Array` without a shape is Python's `bytes`. */
function isPlainNumbers(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof Uint8Array) &&
    dtypeOfTypedArray(value) !== undefined;
}

/** A view of the same elements, so that the caller's array does not get a shape. */
function copy(data: TypedArray): TypedArray {
  return data.subarray();
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return value === undefined ? "undefined" : `a ${typeof value}`;
  }
  return `an object of class ${value.constructor?.name || "without a name"}`;
}

function wanted(value: unknown): string {
  if (value instanceof Date) {
    return "PyDate or PyDatetime, which have no time zone";
  }
  return value === undefined
    ? "null for Python's None"
    : "a value that Python has, too";
}
