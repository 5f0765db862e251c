import { assert, assertEquals } from "@std/assert";
import { type Closure, closure } from "../../src/closure/closure.ts";
import type { TableSlice } from "../../src/closure/table_slice.ts";
import { whereTexts } from "../../src/keys/where.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { reflect } from "../../src/schema/reflect.ts";
import type { Catalog } from "../../src/schema/table.ts";
import { testOnMysql } from "../mysql_server.ts";
import { freshDatabase, loadSql, testServer } from "../setup.ts";
import {
  assertCounts,
  assertOrder,
  assertReasons,
  assertReferences,
  assertTold,
} from "./assert_closure.ts";
import { assertWanted } from "./assert_wanted.ts";
import { assertAdds } from "./naive_adds.ts";
import { assertBrings } from "./naive_brings.ts";
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
  fn: () => compare(testServer(), DATABASES),
});

testOnMysql(
  `so it does on MySQL, on ${Math.ceil(DATABASES / 4)} of them`,
  async (socket) => {
    const count = Math.ceil(DATABASES / 4);
    await compare(socket, count, ON_MYSQL);
  },
);

async function compare(
  socket: string,
  count: number,
  { collation, settings }: Dialect = ON_MARIADB,
): Promise<void> {
  const seed = Number(
    Deno.env.get("CLOSURE_SEED") ?? below(Math.random, 2 ** 31),
  );
  console.log(`random databases from CLOSURE_SEED=${seed}`);
  const random = randomFrom(seed);
  await using first = await freshDatabase("closure", socket);
  await using second = await freshDatabase("closure", socket);
  const databases = Array.from(
    { length: count },
    (_, at) => randomDatabase(random, [first.name, second.name], `d${at}`),
  );
  const texts = databases.map((tables) =>
    createText(tables) +
    tables.map((table) => insertText(random, table)).join("")
  );
  const text = texts.join("").replaceAll(ON_MARIADB.collation, collation);
  await loadSql(socket, SETTINGS + settings + text);
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    await tryAll(pool, random, databases, socket);
  } finally {
    await pool.close();
    // Each schema refers to the other, so neither could be dropped first.
    const drops = databases.flat().map((table) =>
      `drop table if exists ${nameOf(table)};`
    );
    await loadSql(socket, SETTINGS + drops.join(""));
  }
}

const SETTINGS = "set names utf8mb4; set sql_mode = ''; " +
  "set foreign_key_checks = 0; set time_zone = '+00:00';\n";

/** What a server calls what the others call otherwise. */
interface Dialect {
  /** The collation of bytes that does not pad. */
  readonly collation: string;
  /** That a foreign key may refer to what is not unique. */
  readonly settings: string;
}

const ON_MARIADB: Dialect = { collation: "utf8mb4_nopad_bin", settings: "" };
const ON_MYSQL: Dialect = {
  collation: "utf8mb4_0900_bin",
  settings: "set session restrict_fk_on_non_standard_key = 0;",
};

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
  const seeds = chance(random, 0.2)
    ? manySeeds(random, pick(random, tables))
    : Array.from(
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
  const named = seeds.map(({ table, restriction }) => ({
    table: nameOf(table),
    restriction,
  }));
  const found = await pool.reserve(async (session) => {
    await session.run("SET time_zone = '+05:30'");
    const found = await closure(
      session,
      catalog,
      named,
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
  if (chance(random, 0.3)) {
    await assertWanted(pool, catalog, random, named, found);
  }
  if (perSeed) assertAdds(found, tables, seeds);
  assertBrings(found, tables, seeds);
  if (chance(random, 0.3)) await assertReasons(pool, found, tables, expected);
  const promised = promisedTexts(random, found, tables);
  if (chance(random, 0.3)) {
    const texts = Map.groupBy(promised, ({ table }) => nameOf(table));
    await assertReferences(
      pool,
      found,
      new Map([...texts].map(([name, some]) => [
        name,
        some.map(({ text }) => text),
      ])),
    );
  }
  const selected = await assertSelected(pool, promised);
  const byTable = Map.groupBy(selected, ({ table }) => table);
  for (const [table, rids] of expected) {
    const chosen = byTable.get(table)?.flatMap(({ rids }) => rids) ?? [];
    const texts = promised.filter((one) => one.table === table)
      .map(({ text }) => text);
    assertEquals(
      chosen.toSorted(),
      [...rids.keys()].toSorted(),
      `${nameOf(table)}\n${texts.join("\n")}`,
    );
  }
  return selected;
}

/** So many of one table that they are not all read together. */
function manySeeds(random: Random, table: RandomTable) {
  return Array.from({ length: 40 }, () => {
    const [one, other] = [below(random, 15), below(random, 15)];
    const rids = table.rows.map(({ rid }) => rid)
      .filter((rid) => rid === one || rid === other);
    const restriction = `rid = ${one} OR rid = ${other} -- or none`;
    return { table, restriction, rids };
  });
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
