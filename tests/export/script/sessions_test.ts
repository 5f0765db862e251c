import { assertEquals } from "@std/assert";
import type { PlannedTable } from "../../../src/export/script/plan.ts";
import { sessionsOf } from "../../../src/export/script/sessions.ts";
import { column } from "./column.ts";

function table(
  rows: number,
  { type = "int(11)", conditions = rows === 0 ? 0 : 1 } = {},
): PlannedTable {
  return {
    schema: "s",
    name: `t${rows}`,
    rows,
    where: Array.from({ length: conditions }, (_, at) => `id = ${at}`),
    generated: [],
    columns: [column("id", type, { kind: "integer" })],
  };
}

Deno.test("sessionsOf() has one session select all small tables, in their order", () => {
  const tables = [table(3), table(0), table(5000), table(1)];
  const { dumped, selected } = sessionsOf(tables);
  assertEquals({ dumped, selected }, { dumped: [], selected: [[0, 2, 3]] });
});

Deno.test("sessionsOf() has mysqldump read the largest tables that it carries exactly", () => {
  const tables = [
    table(30_000),
    table(90_000, { type: "float" }),
    table(80_000, { conditions: 2 }),
    table(70_000),
    table(60_000),
    table(50_000),
  ];
  const { dumped, selected } = sessionsOf(tables);
  assertEquals(dumped, [3, 4, 5, 0]);
  assertEquals(selected, [[1], [2]]);
});

Deno.test("sessionsOf() needs a few sessions for any number of tables", () => {
  const tables = Array.from({ length: 500 }, () => table(100_000));
  const { dumped, selected } = sessionsOf(tables);
  assertEquals(dumped.length, 16);
  assertEquals(selected.map((numbers) => numbers.length), [162, 161, 161]);
  assertEquals(
    [...dumped, ...selected.flat()].toSorted((a, b) => a - b),
    tables.map((_, at) => at),
  );
});

Deno.test("sessionsOf() leaves tables whose columns are not known to mysqldump", () => {
  const { columns: _, ...unknown } = table(1);
  const { dumped, selected } = sessionsOf([unknown, table(2)]);
  assertEquals({ dumped, selected }, { dumped: [0], selected: [[1]] });
});

Deno.test("sessionsOf() has one session look at all of a few rows, tables without rows among them", () => {
  const { counted } = sessionsOf([table(3), table(0), table(5000)]);
  assertEquals(counted, [[0, 1, 2]]);
});

Deno.test("sessionsOf() has two sessions look at many rows, about half of them each", () => {
  const tables = [
    table(0),
    ...[30_000, 20_000, 20_000, 20_000].map((rows) => table(rows)),
  ];
  assertEquals(sessionsOf(tables).counted, [[1, 4], [0, 2, 3]]);
});
