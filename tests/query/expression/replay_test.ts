/** The principle of the log: the same query on a copy that has only the rows that were logged gives the same. */
import { assertEquals, assertGreater } from "@std/assert";
import { whereTexts } from "../../../src/keys/where.ts";
import type { RowsRead } from "../../../src/query/reading/observer.ts";
import type { Row } from "../../../src/query/reading/result.ts";
import type { Table } from "../../../src/query/table.ts";
import {
  type BaseTables,
  generatedQueries,
} from "../../interop/parity/generated.ts";
import { generatedRows, TABLES } from "../../interop/parity/rows.ts";
import { type Lab, lab } from "../lab.ts";

const SEED = Number(Deno.env.get("REPLAY_SEED") ?? 426185);
const QUERIES = 120;

/** With the first one, MariaDB's own optimizer lost rows of groups that a query restricts. */
const SEEDS = [13, SEED];

for (const seed of SEEDS) {
  Deno.test(`queries give the same on just the rows that they logged (seed ${seed})`, () =>
    replay(seed));
}

async function replay(seed: number): Promise<void> {
  await using whole = await lab(TABLES + generatedRows(seed), { logs: true });
  await using part = await lab(TABLES);
  const queries = generatedQueries(tablesOf(whole), seed, QUERIES);
  const again = generatedQueries(tablesOf(part), seed, QUERIES);
  let replayed = 0;
  for (const [i, { python, query }] of queries.entries()) {
    // What is not there decides an antijoin, and only what is there is copied.
    if (python.includes(") - (")) continue;
    whole.reads.length = 0;
    const rows = await query.rows();
    await copyRows(whole, part, whole.reads);
    const about = `seed ${seed}: ${python}`;
    assertEquals(again[i]!.python, python);
    assertEquals(sorted(await again[i]!.query.rows()), sorted(rows), about);
    await assertStreamed(whole, query, rows, about);
    replayed++;
  }
  console.log(`replay: seed ${seed}, ${replayed} queries`);
  assertGreater(replayed, QUERIES / 2);
}

/** A stream logs, chunk by chunk, what the read logs at once. */
async function assertStreamed(
  whole: Lab,
  query: { stream(): AsyncIterable<Row> },
  rows: readonly Row[],
  about: string,
): Promise<void> {
  const read = keysOf(whole.reads);
  whole.reads.length = 0;
  assertEquals((await Array.fromAsync(query.stream())).length, rows.length);
  const streamed = keysOf(whole.reads);
  for (const [table, keys] of streamed) {
    const all = read.get(table);
    if (all === undefined || all === "text" || keys === "text") continue;
    assertEquals([...keys].toSorted(), [...all].toSorted(), about);
  }
}

function keysOf(reads: readonly RowsRead[]): Map<string, Set<string> | "text"> {
  const found = new Map<string, Set<string> | "text">();
  for (const { table, rows } of reads) {
    const known = found.get(table.name);
    if ("text" in rows || known === "text") {
      found.set(table.name, "text");
      continue;
    }
    const keys = known ?? new Set<string>();
    for (const key of rows.keys) keys.add(key.join(" "));
    found.set(table.name, keys);
  }
  return found;
}

async function copyRows(
  whole: Lab,
  part: Lab,
  reads: readonly RowsRead[],
): Promise<void> {
  const lines = ["set foreign_key_checks = 0;"];
  for (const name of await tableNames(part)) {
    lines.push(`delete from \`${name}\`;`);
  }
  for (const { table, rows } of reads) {
    const texts = "text" in rows
      ? [rows.text]
      : whereTexts(table, rows.keys, { anyTimeZone: true });
    for (const text of texts) {
      lines.push(
        `insert ignore into \`${table.name}\` select * from \`${whole.database.name}\`.\`${table.name}\` where ${text};`,
      );
    }
  }
  await part.run(lines.join("\n"));
}

async function tableNames(part: Lab): Promise<string[]> {
  const rows = await part.pool.texts(
    `select table_name from information_schema.tables where table_schema = '${part.database.name}'`,
  );
  return rows.map(([name]) => name!);
}

function tablesOf(of: Lab): BaseTables {
  return of.tables as unknown as BaseTables & Record<string, Table>;
}

function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
