import { assertEquals } from "@std/assert";
import { cell } from "../../src/present/cell.ts";

function textOf(value: unknown): string {
  return cell(value, 60).text;
}

Deno.test("cell() tells NULL from the text that reads the same", () => {
  assertEquals(cell(null, 60), { text: "NULL", kind: "null", title: null });
  assertEquals(cell(undefined, 60).kind, "null");
  assertEquals(cell("null", 60), { text: '"null"', kind: "text", title: null });
  assertEquals(cell("", 60), { text: "", kind: "text", title: null });
});

Deno.test("cell() shows bytes as =BLOB= and says how many", () => {
  assertEquals(cell(new Uint8Array(12), 60), {
    text: "=BLOB=",
    kind: "blob",
    title: "12 bytes",
  });
  assertEquals(textOf(new ArrayBuffer(3)), "=BLOB=");
  assertEquals(textOf("=BLOB="), '"=BLOB="');
});

Deno.test("cell() shows numbers as they are", () => {
  assertEquals(
    [0, -0, 1.5, NaN, -Infinity, 2n ** 64n].map(textOf),
    ["0", "-0", "1.5", "NaN", "-Infinity", "18446744073709551616"],
  );
  assertEquals(cell(1n, 60).kind, "number");
});

Deno.test("cell() shortens arrays, and tells their shape", () => {
  assertEquals(
    textOf(new Float32Array(1000)),
    "Float32Array(1000) [0, 0, 0, 0, …]",
  );
  const shaped = Object.assign(new Uint8Array([1, 2]), { shape: [1, 2] });
  assertEquals(textOf(shaped), "Uint8Array(1×2) [1, 2]");
  assertEquals(
    textOf([1, "two", null, [3, [4, [5]]]]),
    '[1, "two", NULL, [3, […]]]',
  );
  assertEquals(
    textOf(Array.from({ length: 100 }, (_, i) => i)),
    "[0, 1, 2, 3, …]",
  );
});

Deno.test("cell() shows the start of objects, maps, sets and dates", () => {
  assertEquals(textOf({ a: 1, b: { c: { d: 1 } } }), "{a: 1, b: {c: {…}}}");
  assertEquals(textOf(new Map([["k", new Uint8Array(1)]])), "{k: =BLOB=}");
  assertEquals(textOf(new Set([1, 2])), "Set [1, 2]");
  assertEquals(textOf(new Date(0)), "1970-01-01T00:00:00.000Z");
  assertEquals(textOf(new Date(NaN)), "(invalid date)");
  assertEquals(textOf(true), "true");
  assertEquals(textOf(Symbol("s")), "Symbol(s)");
  assertEquals(textOf(() => 1), "(function)");
});

Deno.test("cell() survives values that loop or throw", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assertEquals(textOf(loop), "{self: (circular)}");
  const trap = {
    get x(): never {
      throw new Error("no");
    },
  };
  assertEquals(textOf(trap), "(cannot be shown)");
  assertEquals(textOf(Object.create(null)), "{}");
});

Deno.test("cell() puts the rest of a long text in the title, cut as well", () => {
  const { text, title } = cell("x".repeat(1_000_000), 60);
  assertEquals([text.length, title?.length], [61, 2001]);
});
