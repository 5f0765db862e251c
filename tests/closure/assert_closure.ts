/**
 * What must be true of the closure of a random database, laid beside the naive fixpoint.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Closure } from "../../src/closure/closure.ts";
import type { TableSlice } from "../../src/closure/table_slice.ts";
import { keyExpression, keyText } from "../../src/keys/key_column.ts";
import type { Pool } from "../../src/connection/session.ts";
import { quoteName } from "../../src/sql/identifier.ts";
import type { RandomTable } from "./random_database.ts";
import { nameOf } from "./random_sql.ts";

/** As many rows of each table as expected, and as many of them logged as the seeds select. */
export function assertCounts(
  found: Closure,
  tables: readonly RandomTable[],
  expected: ReadonlyMap<RandomTable, ReadonlyMap<number, number>>,
  start: ReadonlyMap<RandomTable, ReadonlySet<number>>,
): void {
  const counts = [...found.tables.values()].map((
    slice,
  ) => [slice.table.fullName, slice.count, slice.keys.length, slice.logged]);
  const wanted = tables.map((table) => {
    const count = expected.get(table)!.size;
    return [nameOf(table), count, count, start.get(table)?.size ?? 0];
  });
  assertEquals(
    counts.toSorted(),
    wanted.filter(([, count]) => Number(count) > 0).toSorted(),
  );
}

/** Of each table once, and not before all its rows were known. */
export function assertTold(
  told: readonly [TableSlice, number][],
  found: Closure,
): void {
  assertEquals(told.length, found.tables.size);
  assertEquals(
    new Set(told.map(([slice]) => slice)),
    new Set(found.tables.values()),
  );
  for (const [slice, count] of told) assertEquals(count, slice.count);
}

/** Parents come first wherever they do not lead back. */
export function assertOrder(found: Closure): void {
  const names = [...found.tables.keys()];
  const parents = (name: string) =>
    found.tables.get(name)!.table.foreignKeys.map((key) => key.parent)
      .filter((parent) => found.tables.has(parent));
  const reaches = (from: string, to: string, seen = new Set<string>()) => {
    for (const parent of parents(from)) {
      if (parent === to) return true;
      if (seen.has(parent)) continue;
      seen.add(parent);
      if (reaches(parent, to, seen)) return true;
    }
    return false;
  };
  for (const [at, name] of names.entries()) {
    for (const parent of parents(name)) {
      if (names.indexOf(parent) <= at) continue;
      assert(reaches(parent, name), `${parent} comes after ${name}`);
    }
  }
}

/** The server finds the same sums over the rows that these texts select, and as many that refer to nothing. */
export async function assertReferences(
  pool: Pool,
  found: Closure,
  texts: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const arms: string[] = [];
  const expected: string[][] = [];
  for (const [name, { table }] of found.tables) {
    for (const { foreignKey, value, sum, lost } of found.references(table)) {
      const { parent, columns, parentColumns } = foreignKey;
      const same = columns.map((column, at) =>
        `parent.${quoteName(parentColumns[at]!)} = child.${quoteName(column)}`
      );
      const rows = texts.get(name)!.map((text) => `(${text})`).join(" OR ");
      const there = `EXISTS (SELECT 1 FROM ${parent} AS parent WHERE ${
        same.join(" AND ")
      })`;
      arms.push(
        `(SELECT COALESCE(SUM(1 + CRC32(${value})), 0), COUNT(IF(NOT ${there}, ${value}, NULL)) FROM ${name} AS child WHERE ${rows})`,
      );
      expected.push([String(sum), String(lost)]);
    }
  }
  if (arms.length === 0) return;
  const sent = await pool.reserve(async (session) => {
    await session.run("SET time_zone = '+00:00'");
    const sent = await session.texts(arms.join(" UNION ALL "));
    await session.run("SET time_zone = DEFAULT");
    return sent;
  });
  for (const [at, [sum, lost]] of sent.entries()) {
    if (expected[at]![0] === "null") expected[at]![0] = sum!;
    assertEquals([sum, lost], expected[at], arms[at]);
  }
}

/** Every chain begins at a seed, and is as short as the number of steps of the naive fixpoint. */
export async function assertReasons(
  pool: Pool,
  found: Closure,
  tables: readonly RandomTable[],
  expected: ReadonlyMap<RandomTable, ReadonlyMap<number, number>>,
): Promise<void> {
  const rids = new Map<string, number>();
  for (const { table } of found.tables.values()) {
    const columns = table.primaryKey.map((name) =>
      table.columns.find((column) => column.name === name)!
    );
    const rows = await pool.texts(
      `SELECT rid, ${columns.map(keyExpression)} FROM ${table.fullName}`,
    );
    for (const [rid, ...sent] of rows) {
      const key = sent.map((text, at) => keyText(columns[at]!, text!));
      rids.set(JSON.stringify([table.fullName, key]), Number(rid));
    }
  }
  for (const table of tables) {
    for (const key of found.tables.get(nameOf(table))?.keys ?? []) {
      const steps = found.why(nameOf(table), key);
      const depths = steps.map((step) => {
        const rid = rids.get(
          JSON.stringify([step.table, Object.values(step.key)]),
        )!;
        const of = tables.find((table) => nameOf(table) === step.table)!;
        return expected.get(of)!.get(rid);
      });
      assertEquals(depths, steps.map((_, at) => at));
      assertEquals(steps[0]!.via, null);
      for (const [at, { via, table: to }] of steps.entries()) {
        if (at === 0) continue;
        const from = steps[at - 1]!.table;
        const key = tables.flatMap((table) =>
          table.references.map((reference) => ({ table, ...reference }))
        ).find(({ name }) => name === via)!;
        const ends = [nameOf(key.table), nameOf(key.parent)];
        const isPart = key.membership &&
          nameOf(key.parent) === from && nameOf(key.table) === to;
        assert(isPart || (ends[0] === from && ends[1] === to), `via ${via}`);
      }
    }
  }
}
