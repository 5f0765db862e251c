import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { deflateSync } from "node:zlib";
import { isNdArray, type NdArray } from "../../src/blob/array.ts";
import { decodeBlob } from "../../src/blob/decode.ts";
import { BlobError } from "../../src/errors.ts";
import corpus from "./corpus.json" with { type: "json" };

Deno.test("decodeBlob() gives plain values for Python's scalars", () => {
  assertStrictEquals(decode("none"), null);
  assertStrictEquals(decode("true"), true);
  assertStrictEquals(decode("int 255"), 255);
  assertStrictEquals(decode("int 9007199254740991"), 9007199254740991);
  assertStrictEquals(decode("int 9007199254740992"), 9007199254740992n);
  assertStrictEquals(decode("float 1.0"), 1);
  assertStrictEquals(decode("float -0.0"), -0);
  assertEquals(String(decode("decimal 1.10")), "1.10");
  assertEquals(
    String(decode("uuid")),
    "01234567-89ab-cdef-0123-456789abcdef",
  );
  assertEquals(String(decode("date 2024-02-29")), "2024-02-29");
  assertEquals(
    String(decode("datetime 2020-01-01 00:00:00")),
    "2020-01-01T00:00:00",
  );
  assertEquals(String(decode("time 23:59:59.999999")), "23:59:59.999999");
});

Deno.test("decodeBlob() gives numpy scalars as plain values, 64-bit ones beyond 2^53 as bigint", () => {
  assertStrictEquals(decode("float64 scalar"), -5);
  assertStrictEquals(decode("int64 scalar"), -5);
  assertStrictEquals(decode("bool scalar"), true);
  assertStrictEquals(decode("numpy int64 beyond 2**53"), 9007199254740993n);
  assertEquals(String(decode("complex64 scalar")), "-5+10j");
  assertEquals(decode("object of shape ()"), { a: 1 });
});

Deno.test("decodeBlob() gives numeric arrays as typed arrays with a shape", () => {
  const intervals = decode("intervals") as NdArray<Float64Array>;
  assert(intervals instanceof Float64Array);
  assertEquals(intervals.shape, [2, 2]);
  assertEquals(intervals.dtype, "float64");
  assertEquals([...intervals], [1.5e9, 1.6e9, 1.7e9, 1.8e9]);
  assertEquals(intervals.toNested(), [[1.5e9, 1.6e9], [1.7e9, 1.8e9]]);
  const transposed = decode("transposed view") as NdArray<Float64Array>;
  assertEquals(transposed.toNested(), [[0, 3], [1, 4], [2, 5]]);
  assertEquals(transposed.get(2, 0), 2);
  assert(decode("int64 1-d") instanceof BigInt64Array);
  assert(decode("uint64 1-d") instanceof BigUint64Array);
});

Deno.test("decodeBlob() gives bytes without a shape, apart from an array of uint8", () => {
  const bytes = decode("bytes");
  assert(bytes instanceof Uint8Array);
  assertFalse(isNdArray(bytes));
  assert(isNdArray(decode("uint8 1-d")));
});

Deno.test("decodeBlob() gives MATLAB's texts, cells and structs", () => {
  assertEquals(decode("char row"), "hello");
  assertEquals(decode("char empty"), "");
  assertEquals((decode("char matrix") as NdArray).toNested(), [
    ["a", "b", "c"],
    ["d", "e", "f"],
  ]);
  const cell = decode("cell") as NdArray<unknown[]>;
  assertEquals(cell.shape, [1, 3]);
  assertEquals([...cell[0] as Float64Array], [0, 1, 2]);
  const records = decode("struct array") as Iterable<unknown>;
  assertEquals([...records], [
    { name: "a", n: 1 },
    { name: "b", n: 2 },
    { name: "c", n: 3 },
    { name: "d", n: 4 },
  ]);
});

Deno.test("decodeBlob() gives structured arrays as records", () => {
  const records = decode("structured nested") as Iterable<unknown>;
  assertEquals([...records], [
    { a: 1, b: { x: 2.5, y: 3n } },
    { a: 4, b: { x: 5.5, y: 6n } },
  ]);
});

Deno.test("decodeBlob() gives tuples frozen, and dicts with other keys than strings as Map", () => {
  assert(Object.isFrozen(decode("tuple nested")));
  assertFalse(Object.isFrozen(decode("list mixed")));
  const dict = decode("dict keys of all kinds") as Map<unknown, unknown>;
  assertEquals(dict.get(1), "int");
  assertEquals(dict.get("1"), "str");
  assertEquals(dict.get(null), "none");
});

Deno.test("decodeBlob() keeps a key __proto__ a key", () => {
  const dict = decode("dict __proto__") as Record<string, unknown>;
  assertEquals(Object.keys(dict), ["__proto__", "constructor", "toString"]);
  assertStrictEquals(Object.getPrototypeOf(dict), Object.prototype);
  assertStrictEquals(({} as Record<string, unknown>)["polluted"], undefined);
});

Deno.test("decodeBlob() gives values of their own: altering the blob later changes nothing", () => {
  const blob = Uint8Array.fromBase64(
    corpus.find(({ name }) => name === "intervals")!.blob,
  );
  for (const bytes of [blob, new Uint8Array([0, ...blob]).subarray(1)]) {
    const array = decodeBlob(bytes) as Float64Array;
    bytes.fill(255);
    assertStrictEquals(array[0], 1.5e9);
  }
});

Deno.test("decodeBlob() refuses what is no DataJoint blob", () => {
  fails([], "found no byte at its start");
  fails(ascii("hello world"), "found bytes 68 65 6c 6c at its start");
  fails(ascii("mYm"), "at its start");
  fails(dj0(), "found 0 bytes left at byte 0 of the value, wanted 1 for a");
  fails(dj0(0x99), "unknown type code 0x99");
  fails(dj0("P"), "found a sparse MATLAB array");
  fails(dj0(0xff, 0), "found a value of 1 bytes");
  assertThrows(
    () => decodeBlob("dj0" as unknown as Uint8Array),
    TypeError,
    "found string, wanted a Uint8Array",
  );
});

Deno.test("decodeBlob() refuses counts and lengths that the bytes cannot hold, before it makes room for them", () => {
  const huge = u64(2n ** 60n);
  fails(dj0(0x02, ...huge), "found 1152921504606846976 as a number of items");
  fails(dj0(0x02, ...u64(2n ** 40n)), "wanted at most 0");
  fails(dj0(0x04, ...u64(1000n), 1, 2, 3), "as a number of pairs");
  fails(dj0(0x05, ...u64(5n), 97), "wanted 5 for a string");
  fails(dj0(0x06, ...huge), "1152921504606846976 as a length");
  fails(dj0(0x0a, 0xff, 0xff, 1), "wanted 65535 for an integer");
  fails(dj0("A", ...u64(65n)), "found 65 dimensions");
  fails(array([2n ** 30n, 2n ** 30n], 6), "as elements of float64");
  fails(array([2n ** 50n, 2n ** 50n, 2n ** 50n], 9), "as elements of uint8");
  fails(array([2n ** 50n, 0n], 6), "found an empty array of shape");
  fails(array([1000n], 5), "as elements with");
  fails(array([1000n], 4), "as characters with");
  fails(dj0("F", 0xff, 0xff, 0xff, 0xff), "as a number of fields");
  fails(dj0("C", ...u64(1n), ...u64(2n ** 33n)), "as elements with");
  fails(
    dj0("S", ...u64(1n), ...u64(2n ** 45n), 0, 0, 0, 0),
    "records without fields",
  );
});

Deno.test("decodeBlob() refuses element types and fields that no array can have", () => {
  fails(array([0n], 16), "found element type 16");
  fails(array([0n], 77_777), "found element type 77777");
  fails(array([0n], 65_539, 1), "found complex elements of datetime64[D]");
  fails(dj0("F", 1, 0, 0, 0, 97, 98), "found no NUL after a field's name");
  fails(dj0("F", 1, 0, 0, 0, 97, 0, 0xff), "type code 255 in field 'a'");
  const empty = array([0n], 6).slice(4);
  fails(
    dj0("F", 2, 0, 0, 0, 97, 0, 97, 0, ...empty, ...empty),
    "found two fields of the same name",
  );
  fails(
    dj0(
      "F",
      2,
      0,
      0,
      0,
      97,
      0,
      98,
      0,
      ...empty,
      ...array([0n, 1n], 6).slice(4),
    ),
    "field 'b' has shape (0,1), wanted (0)",
  );
});

Deno.test("decodeBlob() refuses dates, decimals and texts that do not exist", () => {
  fails(dj0("t", ...i32(20230229), ...u64(2n ** 64n - 1n)), "'2023-02-29'");
  fails(dj0("t", ...i32(0), ...u64(2n ** 64n - 1n)), "'0000-00-00'");
  fails(dj0("t", ...i32(-1), ...u64(240000000000n)), "'24:00:00.000000'");
  fails(dj0("t", ...i32(2 ** 31 - 1), ...u64(0n)), "'2147483647T");
  fails(dj0("d", ...u64(3n), "a", "b", "c"), "'abc'");
  fails(dj0(0x05, ...u64(2n), 0xc3, 0x28), "bytes that are no UTF-8");
});

Deno.test("decodeBlob() refuses values nested deeper than 500 levels instead of using up the stack", () => {
  fails(dj0(...nested(501)), "nested deeper than 500 levels");
  fails(dj0(...nested(3_000)), "nested deeper than 500 levels");
  assert(Array.isArray(decodeBlob(dj0(...nested(500)))));
});

Deno.test("decodeBlob() refuses compressed blobs that are not what they say", () => {
  const plain = new Uint8Array(100_000);
  plain.set(dj0(0x06, ...u64(99_987n)));
  const packed = deflateSync(plain);
  const bomb = deflateSync(new Uint8Array(20_000_000));
  assertEquals(
    decodeBlob(zipped(plain.length, packed)),
    new Uint8Array(99_987),
  );
  fails(zipped(plain.length - 1, packed), "found more than the 99999 bytes");
  fails(zipped(plain.length + 1, packed), "found 100000 bytes once");
  fails(zipped(10, bomb), "found more than the 10 bytes");
  fails(zipped(0, packed), "found more than the 0 bytes");
  fails(zipped(2 ** 40, packed), "which zlib cannot do");
  fails(zipped(plain.length, packed.subarray(0, -9)), "cannot decompress");
  fails(zipped(4, ascii("junk")), "cannot decompress (incorrect header check)");
  fails(ascii("ZL123\0abc"), "found 9 bytes, wanted at least 14");
  assertThrows(
    () => decodeBlob(zipped(plain.length, packed), { maxBytes: 99_999 }),
    BlobError,
    "wanted at most 99999; raise maxBytes to read it",
  );
});

function decode(name: string): unknown {
  const entry = corpus.find((entry) => entry.name === name);
  if (!entry) throw new Error(`no '${name}' in the corpus`);
  return decodeBlob(Uint8Array.fromBase64(entry.blob));
}

function fails(bytes: ArrayLike<number>, message: string): void {
  assertThrows(() => decodeBlob(Uint8Array.from(bytes)), BlobError, message);
}

function dj0(...body: readonly (number | string)[]): Uint8Array {
  const bytes = body.map((part) =>
    typeof part === "string" ? part.charCodeAt(0) : part
  );
  return new Uint8Array([...ascii("dj0\0"), ...bytes]);
}

function array(shape: readonly bigint[], type: number, complex = 0) {
  const dimensions = shape.flatMap(u64);
  return dj0(
    "A",
    ...u64(BigInt(shape.length)),
    ...dimensions,
    ...i32(type),
    ...i32(complex),
  );
}

/** A list in a list in a list, down to `None`. */
function nested(levels: number): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < levels; i++) {
    const inner = (levels - i - 1) * 17 + 1;
    bytes.push(0x02, ...u64(1n), ...u64(BigInt(inner)));
  }
  return [...bytes, 0xff];
}

function zipped(length: number, packed: Uint8Array): Uint8Array {
  return new Uint8Array([
    ...ascii("ZL123\0"),
    ...u64(BigInt(length)),
    ...packed,
  ]);
}

function u64(value: bigint): number[] {
  return [...new Uint8Array(new BigUint64Array([value]).buffer)];
}

function i32(value: number): number[] {
  return [...new Uint8Array(new Int32Array([value]).buffer)];
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
