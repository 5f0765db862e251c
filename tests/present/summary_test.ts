import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { OutcomeView } from "../../src/present/outcome_view.ts";
import { summaryHtml, summaryText } from "../../src/present/summary.ts";
import { assertInert, HOSTILE, shapeOf } from "./hostile.ts";

const OUTCOME: OutcomeView = {
  paper: "paper1",
  exports: [{ id: 1, analysis: "analysis1" }, { id: 2, analysis: "analysis2" }],
  reads: [{ table: "`lab`.`_cell`", entries: 2 }, {
    table: "`lab`.`rat`",
    entries: 1,
  }],
  exported: { tables: 41, rows: 58, files: 3, bytes: 2_100_000 },
  script: "export/paper1/_ExportSQL_paper1.sh",
  sql: "export/paper1/_Populate_paper1.sql",
  restored: { tables: 41, rows: 58 },
  verified: { ok: true, differences: [], changedReads: [], isCut: false },
  notes: ["next: share it"],
};

Deno.test("summaryText() is this for a verified export", () => {
  assertEquals(
    summaryText(OUTCOME),
    `Paper      paper1, export 1 (analysis1), export 2 (analysis2)
Logged     3 entries of 2 tables: \`lab\`.\`_cell\` 2, \`lab\`.\`rat\` 1
Exported   41 tables, 58 rows, 3 files (2.1 MB)
Script     export/paper1/_ExportSQL_paper1.sh
Dump       export/paper1/_Populate_paper1.sql
Restored   41 tables, 58 rows
Verified   yes: every logged read gives the same rows
next: share it`,
  );
});

Deno.test("summaryText() names each difference, up to ten", () => {
  const difference = {
    message: "`lab`.`rat`: the row id=1 is not in the dump",
  };
  const verified = {
    ok: false,
    changedReads: [],
    isCut: false,
    differences: Array.from({ length: 12 }, () => difference),
  };
  const text = summaryText({ ...OUTCOME, verified });
  assertStringIncludes(text, "Verified   NO: 12 differences");
  assertEquals(
    text.split("`lab`.`rat`: the row id=1 is not in the dump").length,
    11,
  );
  assertStringIncludes(text, "  and 2 more");
});

Deno.test("summaryText() does not say yes alone where reads gave other rows", () => {
  const changed = {
    table: "`lab`.`rat`",
    restriction: "(id = 1)",
    change: "1 row as then, with other values",
  };
  const verified = {
    ok: true,
    differences: [],
    isCut: false,
    changedReads: Array.from({ length: 12 }, () => changed),
  };
  const text = summaryText({ ...OUTCOME, verified });
  assertStringIncludes(
    text,
    "Verified   the dump is what the database holds; but 12 reads gave other rows in the notebook\n  `lab`.`rat` (id = 1): 1 row as then, with other values\n",
  );
  assertStringIncludes(text, "  and 2 more: ExportSelection.review names them");
});

Deno.test("summaryText() says what has not been done", () => {
  const text = summaryText({
    ...OUTCOME,
    exports: [],
    reads: [],
    exported: null,
    script: null,
    sql: null,
    restored: null,
    verified: null,
    notes: [],
  });
  assertEquals(text.split("not yet").length, 6);
  assertStringIncludes(text, "Logged     nothing");
});

Deno.test("summaryText() is at most ten lines, however many notes and exports there are", () => {
  const many = Array.from(
    { length: 100 },
    (_, id) => ({ id, analysis: `a${id}` }),
  );
  const text = summaryText({
    ...OUTCOME,
    exports: many,
    notes: many.map(({ analysis }) => analysis),
  });
  assertEquals(text.split("\n").length, 10);
  assertStringIncludes(text, "and 94 more");
});

Deno.test("summaryHtml() keeps its shape, whatever the names and values", () => {
  const shape = shapeOf(summaryHtml(hostileOutcome("harmless")));
  for (const text of HOSTILE) {
    const html = summaryHtml(hostileOutcome(text));
    assertInert(html);
    assertEquals(shapeOf(html), shape);
    assert(!/[\p{Cc}--\n]/v.test(summaryText(hostileOutcome(text))));
  }
});

function hostileOutcome(text: string): OutcomeView {
  return {
    ...OUTCOME,
    paper: text,
    exports: [{ id: 1, analysis: text }],
    reads: [{ table: text, entries: 1 }],
    script: text,
    sql: text,
    verified: {
      ok: false,
      differences: [{ message: text }],
      changedReads: [{ table: text, restriction: text, change: text }],
      isCut: false,
    },
    notes: [text],
  };
}
