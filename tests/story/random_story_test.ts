/** The story on databases that know nothing of neuroscience. */
import { existsSync } from "node:fs";
import { assert, assertEquals } from "@std/assert";
import type { Database } from "../../src/database.ts";
import type { Row } from "../../src/query/reading/result.ts";
import type { Table } from "../../src/query/table.ts";
import {
  below,
  chance,
  pick,
  type Random,
  randomFrom,
} from "../closure/random_values.ts";
import { type Commands, freshPlace, listening, type Place } from "./place.ts";
import { type LabTable, randomLab, ROW_ID } from "./random_lab.ts";
import { assertRestores, dump, loggedRows } from "./restore.ts";
import {
  allLinks,
  allRows,
  plainClosure,
  type PlainTables,
  quote,
  rowTexts,
} from "./rows.ts";

const LABS = Number(Deno.env.get("STORY_LABS") ?? 6);

for (let at = 0; at < LABS; at++) {
  const seed =
    Number(Deno.env.get("STORY_SEED") ?? below(Math.random, 2 ** 31)) + at;
  Deno.test(`the story on a random database gives exactly what was read, STORY_SEED=${seed}`, async () => {
    console.log(`STORY_SEED=${seed}`);
    const random = randomFrom(seed);
    await using place = await freshPlace();
    const lab = await randomLab(place.pool, random);
    const script = await tell(place, lab, random);
    const rows = await allRows(place.pool);
    const expected = plainClosure(
      rows,
      await allLinks(place.pool),
      await loggedRows(place.pool, PAPER),
    );
    const sql = await dump(place, script);
    for (const folder of [Deno.cwd(), place.baseDir]) {
      assert(!existsSync(`${folder}/x`), "the shell ran a name or a value");
    }
    await assertRestores(sql, rowTexts(expected));
  });
}

const PAPER = "paper $(touch x) 'é'";

async function tell(
  place: Place,
  lab: readonly LabTable[],
  random: Random,
): Promise<string> {
  const { result } = await listening(async () => {
    const db = await place.connect();
    await db.ExportSelection.startExport({
      paper_id: PAPER,
      analysis_id: "a `touch x`",
    });
    const given = new Map<string, Set<number>>();
    for (let read = 0; read < 8; read++) {
      const table = pick(random, lab.filter(({ rows }) => rows.length > 0));
      const rows = await randomRead(db, table, random);
      const id = `${table.schema}.${table.name}`;
      const known = given.get(id) ?? new Set();
      given.set(id, known);
      for (const row of rows) known.add(row[ROW_ID] as number);
    }
    assertEquals(await loggedIds(place), sorted(given));
    await db.ExportSelection.stopExport();
    const shown = await db.ExportSelection.showAllTables({ paper_id: PAPER });
    const populated = await db.Export.populatePaper({ paper_id: PAPER });
    assertEquals(populated.tables, shown.counts);
    return populated.script;
  });
  return result;
}

/** Reads some rows in one of many ways; all of a read's rows are given with `ROW_ID`. */
async function randomRead(
  db: Database & Commands,
  lab: LabTable,
  random: Random,
): Promise<Row[]> {
  const table = await db.table(`${quote(lab.schema)}.${quote(lab.name)}`);
  const keys = await keysOf(table, lab);
  const one = pick(random, keys);
  const two = [one, pick(random, keys)];
  const column = table.columns[pick(random, lab.key).name]!;
  const limited = table.orderBy("KEY").limit(1 + below(random, 3));
  const ways: (() => Promise<Row[]>)[] = [
    () => table.and(one).rows(),
    () => table.and(two).rows(ROW_ID),
    async () => [...await table.and(one).fetch()] as Row[],
    async () => [await table.and(one).fetch1()],
    () => table`${column} = ${one[column.name]}`.rows(),
    () => table`${one}`.rows(),
    () => table`${column} IN ${two.map((key) => key[column.name])}`.rows(),
    () => table.except(two).rows(),
    () => table`NOT ${one} AND rid >= ${1}`.rows(),
    () => limited.rows(),
    () => limited.offset(1).rows(),
    () => Array.fromAsync(table.and(two).stream()),
    () => table`rand() < 0.5`.rows(),
    () => table`${column} = ${one[column.name]} OR rid = ${2}`.rows(),
  ];
  if (chance(random, 0.1)) return await table.rows();
  return await pick(random, ways)();
}

/** The keys of a table's rows as this module gives them, read beside the log. */
async function keysOf(table: Table, lab: LabTable): Promise<Row[]> {
  const id = Deno.env.get("SPYGLASS_EXPORT_ID")!;
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  try {
    return await table.rows(...lab.key.map(({ name }) => name));
  } finally {
    Deno.env.set("SPYGLASS_EXPORT_ID", id);
  }
}

async function loggedIds({ pool }: Place): Promise<Record<string, number[]>> {
  const tables: PlainTables = await allRows(pool);
  const found = new Map<string, Set<number>>();
  for (const [id, rows] of await loggedRows(pool, PAPER)) {
    const { columns, rows: all } = tables.get(id)!;
    const known = found.get(id) ?? new Set();
    found.set(id, known);
    for (const at of rows) {
      const digits = all[at]![columns.indexOf(ROW_ID)]!;
      known.add(Number(new TextDecoder().decode(Uint8Array.fromHex(digits))));
    }
  }
  return sorted(found);
}

function sorted(found: Map<string, Set<number>>): Record<string, number[]> {
  return Object.fromEntries(
    [...found].filter(([, ids]) => ids.size > 0)
      .map(([id, ids]) => [id, [...ids].sort((a, b) => a - b)]),
  );
}
