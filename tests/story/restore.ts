/**
 * Running an export's script, and restoring what it wrote on a server of its own.
 *
 * @module
 */
import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { optionFileText } from "../../src/export/script/option_file.ts";
import { runScript } from "../../src/export/script/run_script.ts";
import { freshServer, loadSql } from "../setup.ts";
import type { Place } from "./place.ts";
import { allRows, orphans, quotedId, rowTexts } from "./rows.ts";

/** Runs a script against the place's server; gives the path of the `.sql`. */
export async function dump(place: Place, script: string): Promise<string> {
  const defaultsFile = join(place.baseDir, "my.cnf");
  await Deno.writeTextFile(
    defaultsFile,
    optionFileText({ user: "root", socketPath: place.socket }) +
      "loose-skip-ssl\n",
  );
  return (await runScript(script, { defaultsFile })).sql;
}

/**
 * Restores a dump on an empty server and proves: exactly these rows, no orphan, and that a second import, or one
 * where just one of its tables exists, changes nothing.
 */
export async function assertRestores(
  sql: string,
  expected: Record<string, string[]>,
): Promise<void> {
  const text = await Deno.readFile(sql);
  await using server = await freshServer();
  await loadSql(server.socket, text);
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  try {
    assertEquals(rowTexts(await allRows(pool)), expected);
    assertEquals(await orphans(pool), []);
    await assertRejects(() => loadSql(server.socket, text));
    assertEquals(rowTexts(await allRows(pool)), expected);
  } finally {
    await pool.close();
  }
  await assertStopsAtOneTable(text, Object.keys(expected).at(-1)!);
}

async function assertStopsAtOneTable(
  text: Uint8Array<ArrayBuffer>,
  table: string,
): Promise<void> {
  await using server = await freshServer();
  const schema = quotedId(table).split(".")[0]!;
  await loadSql(
    server.socket,
    `create database ${schema}; create table ${
      quotedId(table)
    } (a int); insert into ${quotedId(table)} values (7)`,
  );
  const before = await everyTable(server.socket);
  await assertRejects(() => loadSql(server.socket, text));
  assertEquals(await everyTable(server.socket), before);
  assertEquals(
    await loadSql(server.socket, `select * from ${quotedId(table)}`),
    "7\n",
  );
}

async function everyTable(socket: string): Promise<string> {
  return await loadSql(
    socket,
    `select table_schema, table_name from information_schema.tables
    where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema') order by 1, 2;
    select schema_name from information_schema.schemata order by 1`,
  );
}

/** The rows that the log's entries select, by number: what the closure of the paper must begin with. */
export async function loggedRows(
  pool: Pool,
  paperId: string,
): Promise<[string, number[]][]> {
  const entries = await pool.texts(
    `select table_name, restriction from common_usage.export_selection__table
    join common_usage.export_selection using (export_id) where paper_id = '${
      paperId.replaceAll("'", "''")
    }'`,
  );
  const tables = await allRows(pool);
  const seeds: [string, number[]][] = [];
  for (const [name, restriction] of entries) {
    const id = [...tables.keys()].find((id) => quotedId(id) === name)!;
    const table = tables.get(id)!;
    const rows = await pool.texts(
      `select ${table.values.join(", ")} from ${name} where ${
        restriction!.replaceAll("%%", "%")
      }`,
    );
    const wanted = new Set(rows.map((row) => row.join(" ")));
    const at = [...table.rows.keys()].filter((row) =>
      wanted.has(table.rows[row]!.join(" "))
    );
    if (at.length !== rows.length) {
      throw new Error(
        `${name}: ${rows.length} rows, of them ${at.length} found`,
      );
    }
    seeds.push([id, at]);
  }
  return seeds;
}
