/**
 * From the bytes of HDF5 values to plain JavaScript: typed arrays, texts, booleans, objects; references as the paths
 * that they point to.
 *
 * @module
 */
import { CLASS, type Member, type Metadata, PADDING } from "./hdf5_type.ts";
import { bytesAt, textAt } from "./raw.ts";

/** Numbers as HDF5 stores them. See {@linkcode NwbFile.read}. */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The path of the object that a reference's bytes point to, `null` where they point nowhere. */
export type ResolveReference = (bytes: Uint8Array) => string | null;

/**
 * Decodes values that stand one after the other.
 *
 * @param bytes Their bytes, nothing before or behind.
 * @returns One entry a value.
 */
export function decodeValues(
  bytes: Uint8Array,
  type: Metadata,
  resolve: ResolveReference,
): Numbers | unknown[] {
  const numbers = decodeNumbers(bytes, type);
  if (numbers !== null) return numbers;
  const decode = decoderOf(type, resolve);
  return Array.from(
    { length: Math.floor(bytes.length / type.size) },
    (_, at) => decode(bytes.subarray(at * type.size, (at + 1) * type.size)),
  );
}

/** 64-bit integers as numbers where every one of them is exact as a number. */
export function narrowed(data: Numbers): Numbers {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) {
    return data;
  }
  let [low, high] = [0n, 0n];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= -0x80000000n && high <= 0x7fffffffn) {
    return Int32Array.from(data, Number);
  }
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  return low >= -safe && high <= safe ? Float64Array.from(data, Number) : data;
}

function decodeNumbers(bytes: Uint8Array, type: Metadata): Numbers | null {
  if (type.type !== CLASS.integer && type.type !== CLASS.float) return null;
  // Whatever their order in the file: the library gives them in this machine's.
  const buffer = bytes.byteOffset % type.size === 0 ? bytes : bytes.slice();
  const { signed, size } = type;
  const over = (Kind: NumbersKind) =>
    new Kind(
      buffer.buffer as ArrayBuffer,
      buffer.byteOffset,
      buffer.length / size,
    );
  if (type.type === CLASS.float) {
    if (size === 8) return over(Float64Array);
    if (size === 4) return over(Float32Array);
    if (size === 2) {
      return Float32Array.from(over(Uint16Array) as Uint16Array, half);
    }
  } else if (size === 8) return over(signed ? BigInt64Array : BigUint64Array);
  else if (size === 4) return over(signed ? Int32Array : Uint32Array);
  else if (size === 2) return over(signed ? Int16Array : Uint16Array);
  else if (size === 1) return over(signed ? Int8Array : Uint8Array);
  throw new RangeError(
    `found numbers of ${size} bytes, wanted 1, 2, 4 or 8`,
  );
}

type NumbersKind = new (
  buffer: ArrayBuffer,
  offset: number,
  length: number,
) => Numbers;

type DecodeOne = (bytes: Uint8Array) => unknown;

function decoderOf(type: Metadata, resolve: ResolveReference): DecodeOne {
  switch (type.type) {
    case CLASS.text:
      return type.vlen ? (bytes) => textAt(uint(bytes, 0)) : fixedText(type);
    case CLASS.reference:
      return type.ref_type === "object" ? resolve : (bytes) => bytes.slice();
    case CLASS.enumeration:
      return enumDecoder(type, resolve);
    case CLASS.compound:
      return compoundDecoder(type.compound_type?.members ?? [], resolve);
    case CLASS.array:
      return arrayDecoder(type, resolve);
    case CLASS.list:
      return listDecoder(type, resolve);
    case CLASS.integer:
    case CLASS.float:
      return (bytes) => plainNumber(decodeNumbers(bytes, type)![0]!);
    default:
      return (bytes) => bytes.slice();
  }
}

/** h5py keeps booleans as the two names FALSE and TRUE; of other names the numbers are given, as it does. */
function enumDecoder(type: Metadata, resolve: ResolveReference): DecodeOne {
  const { members = {}, type: base = CLASS.integer } = type.enum_type ?? {};
  const decode = decoderOf({ ...type, type: base }, resolve);
  const isBoolean = Object.keys(members).length === 2 &&
    members.FALSE === 0 && members.TRUE === 1;
  return isBoolean ? (bytes) => decode(bytes) === 1 : decode;
}

function compoundDecoder(
  members: readonly Member[],
  resolve: ResolveReference,
): DecodeOne {
  const decoders = members.map((member) => ({
    name: member.name,
    from: member.offset,
    to: member.offset + member.size,
    decode: decoderOf(member, resolve),
  }));
  return (bytes) =>
    Object.fromEntries(
      decoders.map(({ name, from, to, decode }) => [
        name,
        decode(bytes.subarray(from, to)),
      ]),
    );
}

function arrayDecoder(type: Metadata, resolve: ResolveReference): DecodeOne {
  const item = type.array_type!;
  return (bytes) =>
    nested(plainNumbers(decodeValues(bytes, item, resolve)), item.shape ?? []);
}

function listDecoder(type: Metadata, resolve: ResolveReference): DecodeOne {
  const item = type.vlen_type!;
  return (bytes) => {
    const content = bytesAt(uint(bytes, 4), uint(bytes, 0) * item.size);
    return plainNumbers(decodeValues(content, item, resolve));
  };
}

function plainNumbers(values: Numbers | unknown[]): Numbers | unknown[] {
  return Array.isArray(values) ? values : narrowed(values);
}

function plainNumber(value: number | bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) || typeof value === "number"
    ? number
    : value;
}

/** Values in C order as lists of lists; those of one dimension as they are. */
export function nested(
  values: Numbers | unknown[],
  shape: readonly number[],
): unknown {
  if (shape.length < 2) return values;
  const size = values.length / Math.max(1, shape[0]!);
  return Array.from(
    { length: shape[0]! },
    (_, at) => nested(values.slice(at * size, (at + 1) * size), shape.slice(1)),
  );
}

function uint(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4)
    .getUint32(0, true);
}

const TEXT = new TextDecoder();

function fixedText({ strpad }: Metadata): DecodeOne {
  return (bytes) => TEXT.decode(unpadded(bytes, strpad));
}

function unpadded(bytes: Uint8Array, padding: number | undefined): Uint8Array {
  if (padding === PADDING.terminated) {
    const end = bytes.indexOf(NUL);
    return end === -1 ? bytes : bytes.subarray(0, end);
  }
  const text = padding === PADDING.spaces ? without(SPACE, bytes) : bytes;
  return without(NUL, text);
}

const [NUL, SPACE] = [0x00, 0x20];

function without(filler: number, bytes: Uint8Array): Uint8Array {
  const last = bytes.findLastIndex((byte) => byte !== filler);
  return bytes.subarray(0, last + 1);
}

/** A half-precision number from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits >> 10 & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
