/**
 * A server with random schemas, the module under test on it, and what a naive evaluation says.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import mysql from "mysql2/promise";
import { andList, not, sql, top, U } from "../../../mod.ts";
import { below, randomFrom } from "../../closure/random_values.ts";
import { listening, type Place } from "../../story/place.ts";
import type { OracleQuery } from "./query_parts.ts";
import { randomQuery } from "./random_query.ts";
import {
  type OracleTable,
  randomSchema,
  rowId,
  schemaSql,
} from "./random_schema.ts";
import { decidedOf, together } from "./needed_rows.ts";
import type { Cell, NaiveRow, Relation } from "./relation.ts";
import { type Given, type Way, wayToRead } from "./ways.ts";

/** How much is tried. */
export interface OracleOptions {
  readonly seed: number;
  readonly schemas: number;
  /** How many queries each. */
  readonly queries: number;
}

/**
 * Reads random queries on random schemas, and compares what is given and what the log says with what a naive evaluation
 * says, each time.
 */
export async function compareWithOracle(
  place: Place,
  { seed, schemas, queries }: OracleOptions,
): Promise<void> {
  console.log(`random schemas and queries from ORACLE_SEED=${seed}`);
  await using lab = await oracleLab(place);
  const seen = new Map<string, number>();
  let rows = 0;
  for (let at = 0; at < schemas; at++) {
    const random = randomFrom(seed + at);
    const tables = randomSchema(random);
    await lab.make(tables);
    for (let query = 0; query < queries; query++) {
      const wanted = randomQuery(random, tables, 1 + below(random, 4));
      const about = `ORACLE_SEED=${
        seed + at
      } ORACLE_SCHEMAS=1, query ${query}: ${wanted.text}`;
      const choice = random();
      const way = wanted.isRefused ? null : wayToRead(wanted, choice);
      rows += way === null
        ? await lab.checkRefused(wanted, about)
        : await lab.check(way, about);
      for (const shape of [...wanted.shapes, way?.name ?? "refused"]) {
        seen.set(shape, (seen.get(shape) ?? 0) + 1);
      }
    }
  }
  console.log(
    `${rows} rows given; ${
      [...seen].map(([shape, n]) => `${shape} ${n}`).join(", ")
    }`,
  );
  assert(seen.size >= 12, "not every shape was tried");
  assert(rows > schemas * queries, "too few rows were read to say anything");
}

const API = { andList, not, sql, top, U };

/** A server with one random schema at a time, and the module under test on it. */
async function oracleLab(place: Place) {
  const plain = await mysql.createConnection({
    socketPath: place.socket,
    user: "root",
    rowsAsArray: true,
    multipleStatements: true,
    dateStrings: true,
  });
  const db = await place.connect();
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "oracle", analysis_id: "a" })
  );
  let tables: readonly OracleTable[] = [];
  // deno-lint-ignore no-explicit-any
  const made = new Map<string, any>();
  const select = async (sql: string) => (await plain.query(sql))[0] as Cell[][];
  return {
    async make(schema: readonly OracleTable[]): Promise<void> {
      await plain.query(
        "drop database if exists oracle; create database oracle; use oracle",
      );
      tables = schema;
      await plain.query(schemaSql(schema));
      await db.reload();
      made.clear();
      for (const { name } of schema) {
        made.set(name, await db.table(`\`oracle\`.\`${name}\``));
      }
    },
    /** Builds what DataJoint refuses. */
    async checkRefused(wanted: OracleQuery, about: string): Promise<number> {
      await assertRefused(
        () => wanted.build(API, (name) => made.get(name)),
        about,
      );
      return 0;
    },
    /** Reads, and compares what was given and what the log says with what is wanted. Gives the number of rows. */
    async check(way: Way, about: string): Promise<number> {
      let given: Given;
      const lookedAt = new Set<string>();
      try {
        const query = way.wanted.build(API, (name) => {
          lookedAt.add(name);
          return made.get(name);
        });
        ({ result: given } = await listening(() => way.read(query)));
      } catch (error) {
        throw new Error(
          `${about}\n${way.name}: ${way.wanted.text}: ${
            (error as Error).message
          }`,
          {
            cause: error,
          },
        );
      }
      const { expected, isPart } = expectation(way, given, about);
      const { rows: logged, named } = await whatIsLogged(select, tables);
      // A read that fails gives nothing, and leaves nothing.
      if (way.name !== "fetch1" || given.length > 0) {
        const missing = [...lookedAt].filter((name) => !named.has(name));
        assertEquals(missing, [], `${about}\n${way.name}: not in the log`);
      }
      if (isPart && expected === null) return given.length;
      assertEquals(
        logged,
        expected,
        `${about}\n${way.name}: ${way.wanted.text}`,
      );
      return given.length;
    },
    async [Symbol.asyncDispose]() {
      await plain.end();
    },
  };
}

/** What the log should hold after these rows were given; `null` where equal rows rest on different ones. */
function expectation(
  { name, wanted: { relation }, attributes }: Way,
  given: Given,
  about: string,
): { expected: string[] | null; isPart: boolean } {
  const textOf = ({ cells }: Pick<NaiveRow, "cells">) =>
    JSON.stringify(attributes.map((attribute) => cells[attribute]));
  const all = relation.rows.map(textOf);
  const got = given.map((cells) => textOf({ cells }));
  // Of several rows, fetch1 gives none.
  if (name === "fetch1" && given.length === 0) {
    return { expected: [], isPart: false };
  }
  if (given.length === relation.rows.length) {
    assertEquals(got.toSorted(), all.toSorted(), about);
    return { expected: restingOn(relation.rows, relation), isPart: false };
  }
  assertEquals(got.filter((row) => !all.includes(row)), [], about);
  const isClear = new Set(all).size === all.length;
  const some = relation.rows.filter((row) => got.includes(textOf(row)));
  const expected = isClear ? restingOn(some, relation) : null;
  return { expected, isPart: true };
}

function restingOn(rows: readonly NaiveRow[], relation: Relation): string[] {
  const sets = [decidedOf(relation), ...rows.map(({ from }) => from)];
  return [...together(sets)].sort();
}

const LOG = "common_usage.export_selection__table";

/** The rows that all entries of the log select together, and the tables that they name; the log is empty afterwards. */
async function whatIsLogged(
  select: (sql: string) => Promise<Cell[][]>,
  tables: readonly OracleTable[],
): Promise<{ rows: string[]; named: ReadonlySet<string> }> {
  const entries = await select(`select table_name, restriction from ${LOG}`);
  const named = new Set<string>();
  if (entries.length === 0) return { rows: [], named };
  await select(`delete from ${LOG}`);
  const found: string[] = [];
  for (const [full, texts] of Map.groupBy(entries, ([name]) => String(name))) {
    const table = tables.find(({ name }) => full === `\`oracle\`.\`${name}\``)!;
    named.add(table.name);
    const key = table.columns.filter(({ isKey }) => isKey);
    const union = texts.map(([, text]) =>
      text === "True" ? "true" : `(${String(text).replaceAll("%%", "%")})`
    );
    const rows = await select(
      `select ${
        key.map(({ name }) => `\`${name}\``).join(", ")
      } from ${full} where ${union.join(" or ")}`,
    );
    found.push(
      ...rows.map((row) =>
        rowId(
          table,
          Object.fromEntries(key.map(({ name }, at) => [name, row[at]!])),
        )
      ),
    );
  }
  return { rows: found.sort(), named };
}

function assertRefused(
  work: () => unknown,
  about: string,
): void {
  try {
    work();
  } catch (error) {
    assert(error instanceof TypeError, `${about}\n${error}`);
    return;
  }
  throw new Error(`${about}\nwas not refused`);
}
