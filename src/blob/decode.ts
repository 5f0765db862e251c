/**
 * DataJoint blobs to values.
 *
 * | in Python or MATLAB | here |
 * |---|---|
 * | `None`, `bool`, `str` | `null`, boolean, string |
 * | `int` | number, beyond 2^53 bigint |
 * | `float` | number |
 * | `bytes` | `Uint8Array` without a shape |
 * | `list`; `tuple` | array; frozen array |
 * | `dict` | plain object, or `Map` where a key is not a string |
 * | `set` | `Set` |
 * | `Decimal`, `UUID`, `date`, `time`, `datetime`, `complex` | `Decimal`, `Uuid`, `PyDate`, `PyTime`, `PyDatetime`, `Complex` |
 * | numeric array | typed array with a shape (see array.ts); 64-bit integers and `datetime64` in 64-bit bigint arrays |
 * | complex array | `ComplexArray` |
 * | numpy scalar, array of shape `()` | its one element; of `datetime64`, an array of shape `[]` |
 * | object array, MATLAB cell array | array with a shape |
 * | MATLAB char array | string; with more than one row, an array of characters with a shape |
 * | structured array, recarray, MATLAB struct array | `RecordArray` |
 *
 * @module
 */

import { BlobError } from "../errors.ts";
import { Complex } from "./complex.ts";
import { decodeArray, decodeCells } from "./decode_array.ts";
import { decodeRecords, decodeStruct } from "./decode_records.ts";
import type { DecodeContext } from "./decode_context.ts";
import { unwrapBlob, type UnwrapOptions } from "./header.ts";
import {
  Decimal,
  Float,
  PyDate,
  PyDatetime,
  PyTime,
  tuple,
  Uuid,
} from "./python.ts";
import { BlobReader } from "./reader.ts";

/** Settings of {@linkcode decodeBlob}. */
export interface DecodeOptions extends UnwrapOptions {
  /**
   * Keep Python's exact types, so that encoding gives the same blob again: a `float` whose value is an integer as
   * `Float`, a numpy scalar as an array of shape `[]`, a MATLAB char array as an array of characters, a `dict` whose
   * order a plain object would change as `Map`.
   *
   * @default {false}
   */
  readonly exact?: boolean;
}

/**
 * Decodes a DataJoint blob: `mYm` or `dj0`, compressed or not.
 *
 * @param bytes The blob as stored.
 * @param options `exact` types, the limit of the decompressed size.
 * @returns The value; the module's table says what becomes what.
 * @throws {BlobError} Where the bytes are no DataJoint blob, are cut or altered, or hold what DataJoint itself cannot
 * read (sparse arrays).
 *
 * @example
 * ```ts
 * import { decodeBlob } from "./decode.ts";
 * import { encodeBlob } from "./encode.ts";
 * decodeBlob(encodeBlob({ valid_times: [0, 1.5] })); // { valid_times: [0, 1.5] }
 * ```
 */
export function decodeBlob(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): unknown {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(
      `Cannot decode blob: found ${
        bytes === null ? "null" : typeof bytes
      }, wanted a Uint8Array`,
    );
  }
  const reader = new BlobReader(unwrapBlob(bytes, options).body);
  const context: DecodeContext = {
    reader,
    exact: options.exact ?? false,
    value: (depth, length) => decodeValue(context, depth, length),
  };
  return context.value(0, reader.remaining);
}

/** Python's own reader gives up at some 300 levels; ours must not use up the stack. */
const MAX_DEPTH = 500;
/** The fewest bytes of a value with its length in front. */
const LEAST_ITEM = 9;

type Decoder = (context: DecodeContext, depth: number) => unknown;

const DECODERS: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  ["A".charCodeAt(0), decodeArray],
  ["C".charCodeAt(0), decodeCells],
  ["S".charCodeAt(0), decodeStruct],
  ["F".charCodeAt(0), decodeRecords],
  ["P".charCodeAt(0), refuseSparse],
  [0xff, () => null],
  [0x01, (context, depth) => tuple(decodeItems(context, depth))],
  [0x02, decodeItems],
  [0x03, (context, depth) => new Set(decodeItems(context, depth))],
  [0x04, decodeDict],
  [0x05, ({ reader }) => reader.text(reader.size("a length"), "a string")],
  [0x06, ({ reader }) => reader.take(reader.size("a length"), "bytes").slice()],
  [0x0a, ({ reader }) => decodeInt(reader.take(reader.u16(), "an integer"))],
  [0x0b, ({ reader }) => reader.u8() !== 0],
  [0x0c, ({ reader }) => new Complex(reader.f64(), reader.f64())],
  [0x0d, decodeFloat],
  ["d".charCodeAt(0), decodeDecimal],
  ["t".charCodeAt(0), decodeDatetime],
  ["u".charCodeAt(0), decodeUuid],
]);

function decodeValue(
  context: DecodeContext,
  depth: number,
  length?: number,
): unknown {
  const { reader } = context;
  if (depth > MAX_DEPTH) {
    throw reader.error(
      `values nested deeper than ${MAX_DEPTH} levels`,
      "fewer",
    );
  }
  const start = reader.position;
  const code = reader.u8();
  const decoder = DECODERS.get(code);
  if (decoder === undefined) {
    throw reader.error(
      `unknown type code 0x${code.toString(16).padStart(2, "0")}`,
      "one of DataJoint 0.14",
    );
  }
  const value = decoder(context, depth);
  const taken = reader.position - start;
  if (length !== undefined && taken !== length) {
    throw reader.error(
      `a value of ${taken} bytes`,
      `the ${length} that the blob says`,
    );
  }
  return value;
}

function decodeItems(context: DecodeContext, depth: number): unknown[] {
  const { reader } = context;
  const count = reader.count("a number of items", LEAST_ITEM);
  const items: unknown[] = [];
  for (let i = 0; i < count; i++) items.push(decodeSized(context, depth));
  return items;
}

function decodeSized(context: DecodeContext, depth: number): unknown {
  return context.value(depth + 1, context.reader.size("a length"));
}

function decodeDict(
  context: DecodeContext,
  depth: number,
): Map<unknown, unknown> | Record<string, unknown> {
  const count = context.reader.count("a number of pairs", 2 * LEAST_ITEM);
  const pairs: [unknown, unknown][] = [];
  for (let i = 0; i < count; i++) {
    pairs.push([decodeSized(context, depth), decodeSized(context, depth)]);
  }
  return pairs.every(([key]) => isObjectKey(key, context.exact))
    // `fromEntries` defines properties: a key __proto__ is a key like any other.
    ? Object.fromEntries(pairs) as Record<string, unknown>
    : new Map(pairs);
}

/** JavaScript moves keys like "10" to the front of an object, which matters only where all must stay as it was. */
function isObjectKey(key: unknown, exact: boolean): boolean {
  return typeof key === "string" && !(exact && /^(?:0|[1-9]\d*)$/.test(key));
}

function decodeInt(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const digits = Array.from(
    bytes,
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  const value = BigInt.asIntN(
    bytes.length * 8,
    BigInt(`0x${digits.reverse().join("")}`),
  );
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decodeFloat({ reader, exact }: DecodeContext): number | Float {
  const value = reader.f64();
  // Of these, the encoder would make an int.
  return exact && Number.isSafeInteger(value) && !Object.is(value, -0)
    ? new Float(value)
    : value;
}

function decodeDecimal({ reader }: DecodeContext): Decimal {
  const text = reader.text(reader.size("a length"), "a decimal");
  return wellFormed(reader, text, (text) => new Decimal(text));
}

function decodeUuid({ reader }: DecodeContext): Uuid {
  const bytes = Array.from(
    reader.take(16, "a UUID"),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  return new Uuid(bytes.join(""));
}

/** Date and time as decimal digits, `20240531` and `235959000001`; -1 stands for neither. */
function decodeDatetime(
  { reader }: DecodeContext,
): PyDate | PyTime | PyDatetime | null {
  const day = reader.i32();
  const clock = reader.i64();
  const date = day < 0
    ? ""
    : String(day).padStart(8, "0").replace(/^(.{4})(..)(..)$/, "$1-$2-$3");
  const time = clock < 0n ? "" : String(clock).padStart(12, "0").replace(
    /^(..)(..)(..)(.{6})$/,
    "$1:$2:$3.$4",
  );
  if (date && time) {
    return wellFormed(reader, `${date}T${time}`, (t) => new PyDatetime(t));
  }
  if (date) return wellFormed(reader, date, (t) => new PyDate(t));
  return time ? wellFormed(reader, time, (t) => new PyTime(t)) : null;
}

function wellFormed<T>(
  reader: BlobReader,
  text: string,
  make: (text: string) => T,
): T {
  try {
    return make(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw reader.error(
      `'${text.slice(0, 60)}'`,
      cause.message.slice(cause.message.lastIndexOf("wanted ") + 7),
      cause,
    );
  }
}

function refuseSparse(): never {
  throw new BlobError(
    "Cannot decode blob: found a sparse MATLAB array, wanted a full one; store it with full() in MATLAB",
  );
}
