import { assertEquals } from "@std/assert";
import { isKeptByMoreRows } from "../../src/sql/growing_aggregate.ts";

Deno.test("isKeptByMoreRows() is true where no row more can undo a comparison", () => {
  const values = [4, 2, 9, 2, 7];
  const of = {
    count: (rows: readonly number[]) => rows.length,
    max: (rows: readonly number[]) => Math.max(...rows),
    min: (rows: readonly number[]) => Math.min(...rows),
    sum: (rows: readonly number[]) => rows.reduce((a, b) => a + b - 5, 0),
  };
  const signs: Record<string, (a: number, b: number) => boolean> = {
    ">": (a, b) => a > b,
    ">=": (a, b) => a >= b,
    "<": (a, b) => a < b,
    "<=": (a, b) => a <= b,
    "=": (a, b) => a === b,
  };
  for (const [name, aggregate] of Object.entries(of)) {
    for (const [sign, holds] of Object.entries(signs)) {
      // Once it holds for the first rows, it holds for all that are longer.
      const isKept = [...Array(12).keys()].every((limit) => {
        const held = values.map((_, at) =>
          holds(aggregate(values.slice(0, at + 1)), limit - 3)
        );
        return held.indexOf(true) < 0 ||
          !held.slice(held.indexOf(true)).includes(false);
      });
      assertEquals(isKeptByMoreRows(name, sign), isKept, `${name} ${sign}`);
    }
  }
});
