import { assertEquals } from "@std/assert";
import { givenTexts } from "../../src/keys/given_key.ts";
import type { KeyColumn } from "../../src/keys/key_column.ts";
import { kindOf } from "../../src/schema/definition.ts";

function column(type: string): KeyColumn {
  const told = { comment: "", special: null, store: null };
  const kind = kindOf(/^\w+/.exec(type)![0], told);
  const characterSet = kind === "string" ? "utf8mb4" : null;
  return { name: "k", type, kind, characterSet };
}

Deno.test("givenTexts() gives none where no value of the column can be meant", () => {
  for (
    const [type, values] of [
      ["int", [1.5, "1.5", "x", "", " 1", "1 ", "1e", ".", "0x1", null]],
      ["decimal(5,2)", ["1.234", "1,2", "--1"]],
      ["bit(3)", ["x", 0.5]],
      ["float", ["x", "1e99"]],
      ["double", ["x", "1e999"]],
      ["year", ["20240", "x", -1]],
      ["date", ["2024", "2024-01-01 00:00:01", "24-01-01", "x"]],
      ["datetime(3)", ["2024-01-01 01:02:03.0001", "x", "2024-01-01 1"]],
      ["time", ["1", "01:02:03.5", "x"]],
    ] as const
  ) {
    for (const value of values) {
      assertEquals(givenTexts(column(type), value), [], `${type}: ${value}`);
    }
  }
});

Deno.test("givenTexts() of a real number are the ways in which servers write it", () => {
  const double = (value: number) => givenTexts(column("double"), value);
  assertEquals(double(1e300).at(-1), "1e300");
  assertEquals(double(1.5e-10), ["0.00000000015", "1.5e-10"]);
  assertEquals(double(-1e17), ["-100000000000000000", "-1e17"]);
  assertEquals(double(0.1)[0], "0.1");
  assertEquals(givenTexts(column("float"), 0.1)[0], "0.10000000149011612");
});

Deno.test("givenTexts() of bytes are their digits, which they may be given as, too", () => {
  const of = (type: string, value: string | Uint8Array) =>
    givenTexts(column(type), value);
  assertEquals(of("varbinary(9)", new Uint8Array([12])), ["0C"]);
  assertEquals(of("varbinary(9)", "0c"), ["3063", "0C"]);
  assertEquals(of("binary(3)", "a"), ["610000"]);
});

Deno.test("givenTexts() of members beside an empty one are their numbers", () => {
  const kind = column("enum('a','','it''s')");
  assertEquals(givenTexts(kind, "it's"), ["3"]);
  assertEquals(givenTexts(kind, ""), ["0", "2"]);
  assertEquals(givenTexts(kind, 2), ["2"]);
  assertEquals(givenTexts(kind, "b"), []);
  const set = column("set('x','','y')");
  assertEquals(givenTexts(set, "y,x"), ["5"]);
  assertEquals(givenTexts(set, ""), ["0", "2"]);
});
