import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { tableHtml } from "../../src/present/table_html.ts";
import type { TableView } from "../../src/present/table_view.ts";
import { assertInert, HOSTILE, shapeOf } from "./hostile.ts";

const ELECTRODES: TableView = {
  columns: [
    {
      name: "electrode_id",
      isKey: true,
      comment: "unique in a session",
      type: "int(11)",
    },
    { name: "name", isKey: false },
  ],
  rows: [[126, "a"], [127, null]],
  total: 128,
  shown: 2,
  notes: ["logged in export 1 (paper1 / analysis1)"],
};

Deno.test("tableHtml() is this for a small table", () => {
  assertEquals(
    tableHtml(ELECTRODES),
    `<div class="spyglass-table">
<table class="spyglass-rows">
<thead><tr><th scope="col" title="primary key; unique in a session; int(11)">*<b><u>electrode_id</u></b></th><th scope="col" style="text-align: left">name</th></tr></thead>
<tbody>
<tr><td align="right">126</td><td style="text-align: left">a</td></tr>
<tr><td align="right">127</td><td style="text-align: left"><i>NULL</i></td></tr>
<tr><td style="text-align: left">…</td><td style="text-align: left">…</td></tr>
</tbody>
</table>
<p>Total: 128, the first 2 shown</p>
<p>logged in export 1 (paper1 / analysis1)</p>
</div>`,
  );
});

Deno.test("tableHtml() says the total of tables without rows and of uncounted ones", () => {
  const empty = { ...ELECTRODES, rows: [], total: 0, shown: 0 };
  assertStringIncludes(tableHtml(empty), "<p>Total: 0</p>");
  assertStringIncludes(
    tableHtml({ ...ELECTRODES, total: null }),
    "<p>Total: not counted, 2 rows shown</p>",
  );
});

Deno.test("tableHtml() shows no more rows than it is told to", () => {
  const html = tableHtml({ ...ELECTRODES, shown: 1, total: 2 });
  assert(!html.includes("127"));
  assertStringIncludes(html, "<p>Total: 2, the first 1 shown</p>");
});

Deno.test("tableHtml() keeps its shape, whatever the names, comments and values", () => {
  const shape = shapeOf(tableHtml(hostileTable("harmless".repeat(100))));
  const short = shapeOf(tableHtml(hostileTable("harmless")));
  for (const text of HOSTILE) {
    const html = tableHtml(hostileTable(text));
    assertInert(html);
    if (text !== "") {
      assert([shape, short].includes(shapeOf(html)), text.slice(0, 80));
    }
    assert(html.length < 40_000, `${html.length} characters`);
  }
});

Deno.test("tableHtml() keeps its shape for any text at all", () => {
  const short = shapeOf(tableHtml(hostileTable("harmless")));
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
  fc.assert(fc.property(text, (text) => {
    const html = tableHtml(hostileTable(text));
    assertInert(html);
    assertEquals(shapeOf(html), short);
  }));
});

function hostileTable(text: string): TableView {
  return {
    columns: [
      { name: text, isKey: true, comment: text, type: text },
      { name: text, isKey: false, comment: text },
    ],
    rows: [[`v${text}`, [text, { [text]: text }]]],
    total: 1,
    shown: 1,
    notes: [text],
    caption: text,
  };
}
