import { assert, assertEquals } from "@std/assert";
import type { LoggedEntry } from "../../../src/log/paper_log.ts";
import {
  type ReadFacts,
  readsState,
} from "../../../src/lab/reads/reads_state.ts";

const FACTS: ReadFacts = {
  label: (table) => table.replaceAll("`", ""),
  seen: () => ({ at: null, isOwn: false, execution: null, again: [] }),
  rowsOf: () => null,
  rowsOfTable: () => null,
  isSlow: () => false,
  bytesOfTable: () => null,
  isWhole: (table) => table.includes("b"),
  outside: () => [],
};

function entry(
  tableId: number,
  table: string,
  restriction: string,
): LoggedEntry {
  return { exportId: 1, analysisId: "a", tableId, table, restriction };
}

function tablesOf(
  entries: readonly LoggedEntry[],
): ReadonlyMap<string, readonly LoggedEntry[]> {
  return Map.groupBy(entries, ({ table }) => table);
}

Deno.test("readsState() merges entries by table, the table and the entry that were read last first", () => {
  const { total, tables } = readsState(
    tablesOf([
      entry(1, "`s`.`a`", "(id=1)"),
      entry(2, "`s`.`b`", "True"),
      entry(3, "`s`.`a`", "(id=2)"),
    ]),
    FACTS,
  );
  assertEquals(total, 3);
  assertEquals(tables.map(({ table }) => table), ["`s`.`a`", "`s`.`b`"]);
  assertEquals(tables.map(({ isWhole }) => isWhole), [false, true]);
  assertEquals(tables[0]!.newest.map(({ table_id }) => table_id), [3, 1]);
});

Deno.test("readsState() stays small with 10,000 long entries of 300 tables", () => {
  const entries = Array.from(
    { length: 10_000 },
    (_, i) =>
      entry(
        i,
        `\`schema_${i % 300 % 7}\`.\`table_${i % 300}\``,
        "x".repeat(2048),
      ),
  );
  const state = readsState(tablesOf(entries), FACTS);
  assertEquals(state.total, 10_000);
  assertEquals(state.tables.length, 300);
  assert(JSON.stringify(state).length < 160_000);
  assert(state.tables.every(({ newest }) => newest.length <= 20));
  assertEquals(
    state.tables.slice(0, 100).every(({ newest }) => newest.length >= 1),
    true,
  );
});

Deno.test("readsState() shows twenty entries of a single table, and cuts no character in halves", () => {
  const entries = Array.from(
    { length: 50 },
    (_, i) => entry(i, "`s`.`a`", `${"x".repeat(299)}😀`),
  );
  const [table] = readsState(tablesOf(entries), FACTS).tables;
  assertEquals(table!.entries, 50);
  assertEquals(table!.newest.length, 20);
  assert(table!.newest.every(({ restriction }) => restriction.isWellFormed()));
});

Deno.test("readsState() counts the reads of each analysis beside those of the paper", () => {
  const { total, analyses, isKnown } = readsState(
    tablesOf([
      entry(1, "`s`.`a`", "(id=1)"),
      { ...entry(2, "`s`.`a`", "(id=2)"), exportId: 2, analysisId: "b" },
      { ...entry(3, "`s`.`b`", "True"), exportId: 2, analysisId: "b" },
    ]),
    FACTS,
  );
  assertEquals([total, isKnown], [3, true]);
  assertEquals(analyses, [
    { analysis_id: "a", reads: 1 },
    { analysis_id: "b", reads: 2 },
  ]);
});
