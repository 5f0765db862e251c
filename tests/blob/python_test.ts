import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  Decimal,
  float,
  PyDate,
  PyDatetime,
  PyTime,
  tuple,
  Uuid,
} from "../../src/blob/python.ts";

Deno.test("float() marks a number, counts like it and shows as Python shows it", () => {
  assertEquals(Number(float(2)) + 1, 3);
  assertEquals(String(float(1)), "1.0");
  assertEquals(String(float(-0)), "-0.0");
  assertEquals(String(float(0.5)), "0.5");
  assertEquals(JSON.stringify({ x: float(1) }), '{"x":1}');
});

Deno.test("tuple() freezes a copy", () => {
  const items = [1, 2];
  assert(Object.isFrozen(tuple(items)));
  assert(!Object.isFrozen(items));
});

Deno.test("Python's types show as text, also in JSON and in console.log", () => {
  const value = new Decimal("1.10");
  assertEquals(`${value} ${JSON.stringify(value)}`, '1.10 "1.10"');
  assertEquals(Deno.inspect(value), "Decimal(1.10)");
  assertEquals(
    String(new Uuid("0123456789ABCDEF0123456789abcdef")),
    "01234567-89ab-cdef-0123-456789abcdef",
  );
});

Deno.test("dates and times are written as Python writes them", () => {
  assertEquals(String(new PyTime("01:02:03.5")), "01:02:03.500000");
  assertEquals(String(new PyTime("01:02:03.000")), "01:02:03");
  assertEquals(
    String(new PyDatetime("2024-02-29 23:59:59.000001")),
    "2024-02-29T23:59:59.000001",
  );
});

Deno.test("Python's types refuse texts that are none of theirs", () => {
  for (const text of ["", "1,5", "0x10", "1 ", "--1", "1e", "NaN()"]) {
    assertThrows(() => new Decimal(text), SyntaxError, "a decimal number");
  }
  for (const text of ["", "0123", "g1234567-89ab-cdef-0123-456789abcdef"]) {
    assertThrows(() => new Uuid(text), SyntaxError, "a UUID");
  }
  for (const text of ["2023-02-29", "2023-13-01", "0000-01-01", "20230101"]) {
    assertThrows(() => new PyDate(text), SyntaxError, "a date");
  }
  for (const text of ["24:00:00", "1:2:3", "12:60:00", "12:00:00.1234567"]) {
    assertThrows(() => new PyTime(text), SyntaxError, "a time");
  }
  for (
    const text of ["2020-01-01T00:00:00Z", "2020-01-01", "2023-02-30 00:00:00"]
  ) {
    assertThrows(() => new PyDatetime(text), SyntaxError, "wanted a date");
  }
});
