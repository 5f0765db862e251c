import { assert, assertEquals, assertThrows } from "@std/assert";
import { isNdArray, ndArray, toNested } from "../../src/blob/array.ts";
import { ComplexArray } from "../../src/blob/complex.ts";
import type { Dtype } from "../../src/blob/dtype.ts";
import { RecordArray } from "../../src/blob/records.ts";

Deno.test("ndArray() adds a shape to the same typed array, which stays one", () => {
  const data = new Float64Array([1, 2, 3, 4, 5, 6]);
  const array = ndArray(data, [2, 3]);
  assert(Object.is(array, data));
  assertEquals(array.shape, [2, 3]);
  assertEquals(Object.keys(array), ["0", "1", "2", "3", "4", "5"]);
  assertEquals(array.get(1, -1), 6);
  assert(!isNdArray(array.slice()));
  assertEquals(ndArray(array, [3, 2]).toNested(), [[1, 2], [3, 4], [5, 6]]);
});

Deno.test("ndArray() keeps the element type when an array gets another shape", () => {
  const flags = ndArray(new Uint8Array([1, 0]), [2], "bool");
  assertEquals(ndArray(flags, [1, 2]).dtype, "bool");
});

Deno.test("ndArray() refuses shapes and element types that do not fit", () => {
  const data = new Float64Array(6);
  assertThrows(
    () => ndArray(data, [2, 2]),
    RangeError,
    "shape (2,2) holds 4 elements, found 6",
  );
  assertThrows(() => ndArray(data, [-2, -3]), RangeError, "found shape");
  assertThrows(() => ndArray(data, [1.5, 4]), RangeError, "found shape");
  assertThrows(() => ndArray(data, [6], "int8"), TypeError, "Float64Array");
  assertThrows(() => ndArray([1], [1], "bool"), TypeError, "Array");
  assertThrows(
    () => ndArray(data, [6], "complex128" as Dtype),
    TypeError,
    "does not belong",
  );
});

Deno.test("get() refuses an index outside of the shape", () => {
  const array = ndArray(new Int8Array(6), [2, 3]);
  assertThrows(() => array.get(2, 0), RangeError, "index 2 in dimension 0");
  assertThrows(() => array.get(0, -4), RangeError, "integer from -3 to 2");
  assertThrows(() => array.get(0, 0.5), RangeError, "found index 0.5");
  assertThrows(() => array.get(0), RangeError, "found 1 indices, wanted 2");
});

Deno.test("toNested() gives rows of rows, booleans, bigints and ISO texts", () => {
  const cube = ndArray(Int16Array.from({ length: 12 }, (_, i) => i), [2, 3, 2]);
  assertEquals(toNested(cube), [
    [[0, 1], [2, 3], [4, 5]],
    [[6, 7], [8, 9], [10, 11]],
  ]);
  assertEquals(toNested(new Uint8Array([1, 2])), [1, 2]);
  assertEquals(toNested(ndArray(new Uint8Array([1, 0]), [2], "bool")), [
    true,
    false,
  ]);
  assertEquals(toNested(ndArray(new BigInt64Array([5n]), [])), 5n);
  const days = ndArray(new BigInt64Array([0n, -1n]), [2], "datetime64[D]");
  assertEquals(toNested(days), ["1970-01-01", "1969-12-31"]);
  assertEquals(toNested(ndArray(new Float64Array(0), [2, 0])), [[], []]);
  assertEquals(toNested(ndArray(["a", "b"], [2, 1], "cell")), [["a"], ["b"]]);
});

Deno.test("console.log shows element type, shape and nested elements", () => {
  const show = (value: unknown) => Deno.inspect(value, { colors: false });
  assertEquals(
    show(ndArray(new Float64Array([1, 2, 3, 4]), [2, 2])),
    "float64(2, 2) [ [ 1, 2 ], [ 3, 4 ] ]",
  );
  assertEquals(
    show({ flags: ndArray(new Uint8Array([1, 0]), [2], "bool") }),
    "{ flags: bool(2) [ true, false ] }",
  );
  assertEquals(
    show(ndArray(new BigInt64Array([18262n]), [], "datetime64[D]")),
    'datetime64[D]() "2020-01-01"',
  );
  assertEquals(show(ndArray([], [2 ** 24, 0])), "object(16777216, 0) []");
  const long = show(ndArray(new Float64Array(1_000_000)));
  assert(long.startsWith("float64(1000000) ["), long);
  assert(long.includes("999900 more"), long);
  const large = show(ndArray(new Float64Array(1_000_000), [1000, 1000]));
  assert(large.length < 5000, `${large.length} characters`);
});

Deno.test("ComplexArray gives complex numbers by index, nested and in turn", () => {
  const data = new Float32Array([1, 2, 3, -4, 5, 6, 7, 8]);
  const array = new ComplexArray(data, [2, 2]);
  assertEquals(array.dtype, "complex64");
  assertEquals(array.length, 4);
  assertEquals(String(array.get(0, 1)), "3-4j");
  assertEquals([...array].map(String), ["1+2j", "3-4j", "5+6j", "7+8j"]);
  assertEquals((array.toNested() as unknown[][]).length, 2);
  assertThrows(
    () => new ComplexArray(data, [3]),
    RangeError,
    "takes 6 numbers",
  );
});

Deno.test("RecordArray gives records by index, nested and in turn, fields called __proto__ included", () => {
  const records = new RecordArray([
    ["n", ndArray(new Int32Array([1, 2, 3, 4]), [2, 2])],
    ["__proto__", ndArray(["a", "b", "c", "d"], [2, 2])],
  ]);
  assertEquals(records.length, 4);
  assertEquals(Object.entries(records.get(1, 0)), [["n", 3], [
    "__proto__",
    "c",
  ]]);
  assertEquals([...records].map((record) => record["n"]), [1, 2, 3, 4]);
  assertThrows(
    () =>
      new RecordArray([
        ["a", ndArray(new Int8Array(2))],
        ["b", ndArray(new Int8Array(3))],
      ]),
    RangeError,
    "field 'b' has shape (3), wanted (2)",
  );
});
