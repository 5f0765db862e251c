import {
  assert,
  assertEquals,
  assertFalse,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { isNdArray, type NdArray, ndArray } from "../../src/blob/array.ts";
import { ComplexArray } from "../../src/blob/complex.ts";
import { decodeBlob } from "../../src/blob/decode.ts";
import { encodeBlob } from "../../src/blob/encode.ts";
import { unwrapBlob } from "../../src/blob/header.ts";
import { float, PyDate, tuple } from "../../src/blob/python.ts";
import { RecordArray } from "../../src/blob/records.ts";

Deno.test("encodeBlob() writes int, float and tuple as Python tells them apart", () => {
  assertEquals(body(1), "0a010001");
  assertEquals(body(float(1)), "0d000000000000f03f");
  assertEquals(body(1.5), "0d000000000000f83f");
  assertEquals(body(-0), "0d0000000000000080");
  assertEquals(body(1n), "0a010001");
  assertEquals(body(1e300).slice(0, 2), "0d");
  assertEquals(body([]), "020000000000000000");
  assertEquals(body(tuple([])), "010000000000000000");
});

Deno.test("encodeBlob() writes arrays that MATLAB can read as mYm, everything else as dj0", () => {
  const cells = ndArray([new Float64Array([1])], [1, 1], "cell");
  const records = new RecordArray([["x", ndArray([cells], [1, 1])]], {
    kind: "struct",
  });
  for (const value of [new Float64Array(3), cells, records]) {
    assertEquals(unwrapBlob(encodeBlob(value)).protocol, "mYm");
  }
  for (
    const value of [
      1,
      null,
      [],
      ndArray(new Float64Array(1), []),
      ndArray(new BigInt64Array(1), [1], "datetime64[D]"),
      ndArray(["text"], [1, 1], "cell"),
      new RecordArray([["x", ndArray(new Float64Array(1))]]),
    ]
  ) {
    assertEquals(unwrapBlob(encodeBlob(value)).protocol, "dj0");
  }
});

Deno.test("encodeBlob() compresses above 1000 bytes, where it helps, unless told not to", () => {
  const zeros = new Float64Array(1000);
  assertEquals(mark(encodeBlob(zeros)), "ZL1");
  assertEquals(mark(encodeBlob(zeros, { compress: false })), "mYm");
  assertEquals(mark(encodeBlob(new Float64Array(100))), "mYm");
  const random = crypto.getRandomValues(new Uint8Array(2000));
  assertEquals(mark(encodeBlob(random)), "dj0");
});

Deno.test("encodeBlob() takes typed arrays without a shape as arrays of one dimension, and leaves them as they are", () => {
  const numbers = new Float32Array([1, 2.5]);
  const decoded = decodeBlob(encodeBlob(numbers)) as NdArray;
  assert(isNdArray(decoded));
  assertEquals(decoded.toNested(), [1, 2.5]);
  assertFalse(isNdArray(numbers));
});

Deno.test("encodeBlob() takes objects without prototype, and keys called __proto__", () => {
  const dict = Object.create(null);
  dict["__proto__"] = 1;
  const decoded = decodeBlob(encodeBlob(dict)) as object;
  assertEquals(Object.entries(decoded), [["__proto__", 1]]);
});

Deno.test("encodeBlob() refuses what Python lacks, and says where it lies", () => {
  refuses(undefined, "found undefined, wanted null for Python's None");
  refuses({ a: [1, { b: undefined }] }, "found undefined at a.1.b");
  refuses([, 1], "found undefined at 0");
  refuses(() => 1, "found a function");
  refuses(Symbol("x"), "found a symbol");
  refuses({ when: new Date(0) }, "found an object of class Date at when");
  refuses(new Date(0), "wanted PyDate or PyDatetime");
  refuses(/x/, "found an object of class RegExp");
  refuses(new DataView(new ArrayBuffer(1)), "an object of class DataView");
  refuses(new Uint8ClampedArray(1), "an object of class Uint8ClampedArray");
  refuses("\ud800", "half of a surrogate pair");
});

Deno.test("encodeBlob() refuses keys and items of sets that Python cannot hash", () => {
  refuses(new Set([[1]]), "found a list as an item of a set");
  refuses(new Map([[{}, 1]]), "found a dict as a key of a dict");
  refuses(new Map([[new Float64Array(1), 1]]), "found a typed array as a key");
  refuses(new Set([tuple([1, [2]])]), "found a list as an item");
  refuses(new Set([ndArray(new Uint8Array(2))]), "found an array with a shape");
  refuses(new Set([new ComplexArray(new Float64Array(2))]), "an array with");
  refuses(new Set([new Set()]), "found a set as");
  const good = new Set([tuple([1, tuple(["a"])]), new PyDate("2020-01-01")]);
  assertEquals((decodeBlob(encodeBlob(good)) as Set<unknown>).size, 2);
});

Deno.test("encodeBlob() refuses values that contain themselves", () => {
  const list: unknown[] = [];
  list.push(list);
  assertThrows(() => encodeBlob(list), RangeError, "contain themselves");
});

Deno.test("encodeBlob() refuses arrays and records whose parts do not fit", () => {
  refuses(ndArray(["ab"], [1], "char"), "found 'ab' in an array of characters");
  refuses(
    new RecordArray([["a\0b", ndArray(new Uint8Array(1))]]),
    "found field name",
  );
  refuses(
    new RecordArray([["x", ndArray(new Uint8Array(1))]], { kind: "struct" }),
    "is no array of objects",
  );
  refuses(
    new RecordArray([["x", ndArray([1], [1], "cell")]]),
    "wanted dtype 'object'",
  );
});

Deno.test("encodeBlob() writes integers as long as Python can read, and refuses longer ones", () => {
  const largest = 2n ** 524_279n - 1n;
  assertStrictEquals(decodeBlob(encodeBlob(largest)), largest);
  assertThrows(() => encodeBlob(2n ** 524_280n), RangeError, "at most 65535");
});

function body(value: unknown): string {
  return unwrapBlob(encodeBlob(value)).body.toHex();
}

function mark(blob: Uint8Array): string {
  return new TextDecoder().decode(blob.subarray(0, 3));
}

function refuses(value: unknown, message: string): void {
  assertThrows(() => encodeBlob(value), TypeError, message);
}
