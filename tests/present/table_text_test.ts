import { assert, assertEquals } from "@std/assert";
import { tableText } from "../../src/present/table_text.ts";
import type { TableView } from "../../src/present/table_view.ts";
import { textWidth } from "../../src/present/text_width.ts";
import { HOSTILE } from "./hostile.ts";

Deno.test("tableText() aligns columns, also with wide characters", () => {
  const view: TableView = {
    columns: [
      { name: "id", isKey: true },
      { name: "region", isKey: false },
      { name: "weight", isKey: false },
    ],
    rows: [[1, "海馬", 0.5], [20, "CA1", null], [300, null, 12]],
    total: 128,
    shown: 3,
    notes: ["not logged: no export active"],
    caption: "electrodes",
  };
  assertEquals(
    tableText(view),
    `electrodes
*id  region  weight
---  ------  ------
  1  海馬       0.5
 20  CA1       NULL
300  NULL        12
…
Total: 128, the first 3 shown
not logged: no export active`,
  );
});

Deno.test("tableText() narrows wide columns and counts those it leaves out", () => {
  const wide = table(2, "x".repeat(500));
  for (const line of tableText(wide, { width: 60 }).split("\n")) {
    assert(textWidth(line) <= 60, line);
  }
  const many = tableText(table(50, "value of some length"), { width: 80 });
  assert(many.includes("more columns are not shown"));
  for (const line of many.split("\n")) assert(textWidth(line) <= 80, line);
});

Deno.test("tableText() shows a table without columns", () => {
  assertEquals(tableText(table(0, "")), "(no columns)\nTotal: 1");
});

Deno.test("tableText() gives lines without control characters, whatever the values", () => {
  for (const text of HOSTILE) {
    const shown = tableText(table(2, text));
    assertEquals(shown.split("\n").length, 4, text.slice(0, 80));
    assert(!/[\p{Cc}--\n]/v.test(shown) && shown.isWellFormed());
    assert(shown.length < 300_000);
  }
});

function table(columns: number, text: string): TableView {
  const names = Array.from({ length: columns }, (_, i) => `${text}${i}`);
  return {
    columns: names.map((name) => ({ name, isKey: false })),
    rows: [names],
    total: 1,
    shown: 1,
    notes: [],
  };
}
