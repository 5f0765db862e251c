import { assert, assertEquals } from "@std/assert";
import {
  type Closure,
  closure,
  type TableSlice,
} from "../../src/closure/closure.ts";
import { keyExpression, keyText } from "../../src/keys/key_column.ts";
import { whereTexts } from "../../src/keys/where.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { reflect } from "../../src/schema/reflect.ts";
import type { Catalog } from "../../src/schema/table.ts";
import { freshDatabase, loadSql } from "../setup.ts";
import { assertAdds } from "./naive_adds.ts";
import { naiveClosure } from "./naive_closure.ts";
import { randomDatabase, type RandomTable } from "./random_database.ts";
import {
  createText,
  insertText,
  LATER,
  moreRows,
  nameOf,
} from "./random_sql.ts";
import {
  below,
  chance,
  pick,
  type Random,
  randomFrom,
} from "./random_values.ts";

const DATABASES = Number(Deno.env.get("CLOSURE_DATABASES") ?? 60);
const CASES_EACH = 6;

Deno.test({
  name:
    `closure() equals the naive fixpoint on ${DATABASES} random databases, ${CASES_EACH} cases each`,
  fn: async () => {
    const seed = Number(
      Deno.env.get("CLOSURE_SEED") ?? below(Math.random, 2 ** 31),
    );
    console.log(`random databases from CLOSURE_SEED=${seed}`);
    const random = randomFrom(seed);
    await using first = await freshDatabase("closure");
    await using second = await freshDatabase("closure");
    const databases = Array.from(
      { length: DATABASES },
      (_, at) => randomDatabase(random, [first.name, second.name], `d${at}`),
    );
    const texts = databases.map((tables) =>
      createText(tables) +
      tables.map((table) => insertText(random, table)).join("")
    );
    await loadSql(first.socket, SETTINGS + texts.join(""));
    const pool = await openPool({ socketPath: first.socket, user: "root" });
    try {
      await tryAll(pool, random, databases, first.socket);
    } finally {
      await pool.close();
      // Each refers to the other, so neither could be dropped first.
      const drops = [first, second].map(({ name }) => `drop database ${name};`);
      await loadSql(first.socket, SETTINGS + drops.join(""));
    }
  },
});

const SETTINGS = "set names utf8mb4; set sql_mode = ''; " +
  "set foreign_key_checks = 0; set time_zone = '+00:00';\n";

/** What one case promised: these texts select these rows, whatever is added later. */
interface Promised {
  readonly table: RandomTable;
  readonly text: string;
  readonly rids: readonly number[];
}

async function tryAll(
  pool: Pool,
  random: Random,
  databases: readonly (readonly RandomTable[])[],
  socket: string,
): Promise<void> {
  const catalog = await reflect(pool);
  const promised: Promised[] = [];
  for (const tables of databases) {
    for (let left = CASES_EACH; left > 0; left--) {
      promised.push(...await tryCase(pool, catalog, random, tables));
    }
  }
  const more = databases.flat().map((table) =>
    insertText(random, table, moreRows(random, table))
  );
  await loadSql(socket, SETTINGS + more.join(""));
  await assertSelected(pool, promised);
  const [[added]] = await pool.texts(
    databases.flat().map((table) =>
      `SELECT COUNT(*) FROM ${nameOf(table)} WHERE rid >= ${LATER}`
    ).join(" UNION ALL ") + " ORDER BY 1 DESC LIMIT 1",
  ) as [[string]];
  assert(Number(added) > 5, "no rows were added later: the test shows nothing");
}

async function tryCase(
  pool: Pool,
  catalog: Catalog,
  random: Random,
  tables: readonly RandomTable[],
): Promise<Promised[]> {
  const seeds = Array.from(
    { length: 1 + below(random, 3) },
    () => randomSeed(random, pick(random, tables)),
  );
  const start = new Map<RandomTable, Set<number>>();
  for (const { table, rids } of seeds) {
    start.set(table, new Set([...start.get(table) ?? [], ...rids]));
  }
  const expected = naiveClosure(tables, start);
  const perSeed = chance(random, 0.3);
  const told: [TableSlice, number][] = [];
  const found = await pool.reserve(async (session) => {
    await session.run("SET time_zone = '+05:30'");
    const found = await closure(
      session,
      catalog,
      seeds.map(({ table, restriction }) => ({
        table: nameOf(table),
        restriction,
      })),
      // Naming rows and reading tables whole must find the same.
      {
        perSeed,
        ...chance(random, 0.5) ? { scanFrom: 1 } : {},
        onTable: (slice) => told.push([slice, slice.count]),
      },
    );
    assertEquals(await session.texts("SELECT @@time_zone"), [["+05:30"]]);
    return found;
  });
  assertCounts(found, tables, expected, start);
  assertOrder(found);
  assertTold(told, found);
  if (perSeed) assertAdds(found, tables, seeds);
  if (chance(random, 0.3)) await assertReasons(pool, found, tables, expected);
  const promised = promisedTexts(random, found, tables);
  const selected = await assertSelected(pool, promised);
  const byTable = Map.groupBy(selected, ({ table }) => table);
  for (const [table, rids] of expected) {
    const chosen = byTable.get(table)?.flatMap(({ rids }) => rids) ?? [];
    assertEquals(chosen.toSorted(), [...rids.keys()].toSorted());
  }
  return selected;
}

/** Some rows of a table, and a restriction that selects them. */
function randomSeed(random: Random, table: RandomTable) {
  const from = below(random, 15);
  const [restriction, selects] = pick<[string, (rid: number) => boolean]>(
    random,
    [
      ["TRUE", () => true],
      ["`rid` = 3 OR `rid` = 9", (rid) => rid === 3 || rid === 9],
      [`rid > ${from} -- the later ones`, (rid) => rid > from],
      [`rid IN (${from})`, (rid) => rid === from],
      [`rid IN (${from})`, (rid) => rid === from],
      ["rid % 3 = 1", (rid) => rid % 3 === 1],
      ["FALSE", () => false],
    ],
  );
  const rids = table.rows.map((row) => row.rid).filter(selects);
  return { table, restriction, rids };
}

function assertCounts(
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
function assertTold(
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
function assertOrder(found: Closure): void {
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

/** Every chain begins at a seed, and is as short as the number of steps of the naive fixpoint. */
async function assertReasons(
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

function promisedTexts(
  random: Random,
  found: Closure,
  tables: readonly RandomTable[],
): { table: RandomTable; text: string }[] {
  const maxLength = pick(random, [500, 700, 2000, 100_000]);
  return tables.flatMap((table) => {
    const slice = found.tables.get(nameOf(table));
    if (slice === undefined) return [];
    const texts = whereTexts(slice.table, slice.keys, { maxLength });
    for (const text of texts) assert(text.length <= maxLength);
    return texts.map((text) => ({ table, text }));
  });
}

/** Runs the texts, many at a time, and gives what they select; those promised must select it again. */
async function assertSelected(
  pool: Pool,
  promised: readonly (Omit<Promised, "rids"> & Partial<Promised>)[],
): Promise<Promised[]> {
  const selected = promised.map((one) => ({ ...one, rids: [] as number[] }));
  for (let start = 0; start < promised.length; start += 50) {
    const arms = promised.slice(start, start + 50).map(({ table, text }, at) =>
      `(SELECT ${start + at}, rid FROM ${nameOf(table)} WHERE ${text})`
    );
    const rows = await pool.reserve(async (session) => {
      await session.run("SET time_zone = '+00:00'");
      const rows = await session.texts(arms.join(" UNION ALL "));
      await session.run("SET time_zone = DEFAULT");
      return rows;
    });
    for (const [at, rid] of rows) selected[Number(at)]!.rids.push(Number(rid));
  }
  for (const [at, { rids }] of promised.entries()) {
    if (rids !== undefined) {
      assertEquals(selected[at]!.rids.toSorted(), rids.toSorted());
    }
  }
  return selected;
}
