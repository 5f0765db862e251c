import { assert, assertEquals, assertThrows } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { ExportError } from "../../src/errors.ts";
import type { Key } from "../../src/keys/key.ts";
import {
  keyColumns,
  keyExpression,
  keyText,
} from "../../src/keys/key_column.ts";
import { type WhereOptions, whereTexts } from "../../src/keys/where.ts";
import { reflect } from "../../src/schema/reflect.ts";
import type { Column, TableInfo } from "../../src/schema/table.ts";
import {
  below,
  chance,
  pick,
  type Random,
  randomFrom,
  TYPES,
} from "../closure/random_values.ts";
import { freshDatabase, loadSql } from "../setup.ts";

Deno.test("whereTexts() of no keys is no text", () => {
  assertEquals(whereTexts(tableOf(["id", "integer"]), []), []);
});

Deno.test("whereTexts() names a range only where it holds every whole number", () => {
  const table = tableOf(["id", "integer"]);
  const of = (numbers: (number | bigint)[]) =>
    whereTexts(table, numbers.map((number) => [String(number)]));
  assertEquals(of([5]), ["`id`=5"]);
  assertEquals(of([7, 5, 6, 5]), ["`id` IN (5,6,7)"]);
  const run = Array.from({ length: 20 }, (_, at) => at - 4);
  assertEquals(of(run.toReversed()), ["`id` BETWEEN -4 AND 15"]);
  assertEquals(of(run.filter((number) => number !== 9)), [
    "(`id` IN (10,11,12,13,14,15) OR `id` BETWEEN -4 AND 8)",
  ]);
  const large = Array.from({ length: 9 }, (_, at) => 2n ** 63n + BigInt(at));
  assertEquals(of(large), [
    "`id` BETWEEN 9223372036854775808 AND 9223372036854775816",
  ]);
  assertEquals(of(large.filter((_, at) => at % 2 === 0)), [
    "`id` IN (9223372036854775808,9223372036854775810,9223372036854775812,9223372036854775814,9223372036854775816)",
  ]);
});

Deno.test("whereTexts() names equal sub-sets once", () => {
  const table = tableOf(["file", "string"], ["id", "integer"]);
  const keys = ["a", "b", "c"].flatMap((file) =>
    ["1", "2", "4"].map((id) => [file, id])
  );
  assertEquals(whereTexts(table, keys), [
    "`file` IN ('a','b','c') AND `id` IN (1,2,4)",
  ]);
  assertEquals(whereTexts(table, [...keys, ["d", "9"]]), [
    "(`file` IN ('a','b','c') AND `id` IN (1,2,4) OR `file`='d' AND `id`=9)",
  ]);
});

Deno.test("whereTexts() gives the same texts whatever the order of the keys", () => {
  const table = tableOf(["file", "string"], ["id", "integer"]);
  const random = randomFrom(5);
  const keys = Array.from(
    { length: 200 },
    () => [`f${below(random, 9)}`, String(below(random, 60))],
  );
  const texts = whereTexts(table, keys, { maxLength: 300 });
  const mixed = keys.toSorted(() => random() - 0.5);
  assertEquals(whereTexts(table, mixed, { maxLength: 300 }), texts);
});

Deno.test("whereTexts() measures texts as it is told", () => {
  const table = tableOf(["name", "string"]);
  const keys = Array.from({ length: 300 }, (_, at) => [`100%${at}%`]);
  const lengthOf = (text: string) => text.replaceAll("%", "%%").length;
  const texts = whereTexts(table, keys, { maxLength: 200, lengthOf });
  assert(texts.every((text) => lengthOf(text) <= 200));
  assert(texts.some((text) => lengthOf(text) > 185));
  const wide = tableOf(["größe", "integer"]);
  const [text] = whereTexts(wide, [["1"]], { maxLength: 11 });
  assertEquals(new TextEncoder().encode(text).length, 11);
  assertThrows(
    () => whereTexts(wide, [["1"]], { maxLength: 10 }),
    ExportError,
    "one key alone",
  );
});

Deno.test("whereTexts() finds room for a long key beside many others", () => {
  const table = tableOf(["a", "string"], ["b", "string"]);
  const long = "x".repeat(120);
  const keys = Array.from({ length: 40 }, (_, at) => [long, `${long}${at}`]);
  const texts = whereTexts(table, [...keys, ["y", "z"]], { maxLength: 270 });
  assertEquals(texts.length, 41);
  assert(texts.every((text) => text.length <= 270));
});

Deno.test("whereTexts() refuses keys that are none of the table", () => {
  const table = tableOf(["id", "integer"]);
  assertThrows(() => whereTexts(table, [["1", "2"]]), RangeError, "2 values");
  assertThrows(() => whereTexts(table, [["1 OR 1=1"]]), RangeError, "id");
  assertThrows(
    () => whereTexts({ ...table, primaryKey: [] }, [["1"]]),
    ExportError,
    "no primary key",
  );
});

Deno.test("whereTexts() keeps each list below the length that the server rewrites", () => {
  const table = tableOf(["id", "string"]);
  const keys = Array.from({ length: 5000 }, (_, at) => [`k${at}`]);
  const texts = whereTexts(table, keys);
  assertEquals(texts.length, 1);
  for (const [list] of texts[0]!.matchAll(/IN \(.*?\)/g)) {
    assert(list.split(",").length < 1000);
  }
});

Deno.test("whereTexts() selects exactly its keys among all that could be taken for them, each once", async () => {
  const seed = Number(
    Deno.env.get("WHERE_SEED") ?? below(Math.random, 2 ** 31),
  );
  console.log(`random keys from WHERE_SEED=${seed}`);
  const random = randomFrom(seed);
  await using database = await freshDatabase("keys");
  await loadSql(
    database.socket,
    SETTINGS + shapes(random).map((types, at) => gridText(random, at, types))
      .join(""),
    database.name,
  );
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  try {
    const { tables } = await reflect(pool);
    const own = [...tables.values()].filter(({ schema }) =>
      schema === database.name
    );
    await pool.reserve(async (session) => {
      for (const table of own) await trySubsets(random, session, table);
      // The pool's own setting, for whoever comes next.
      await session.run("SET time_zone = DEFAULT");
    });
  } finally {
    await pool.close();
  }
});

const SETTINGS = "set names utf8mb4; set sql_mode = ''; " +
  "set time_zone = '+00:00';\n";

/** A table for each type alone, with a number, and tables of three random types. */
function shapes(random: Random): number[][] {
  const INT = 0;
  return [
    ...TYPES.flatMap((_, at) => [[at], [at, INT], [INT, at]]),
    ...Array.from({ length: 15 }, () => [
      below(random, TYPES.length),
      pick(random, [INT, 3, below(random, TYPES.length)]),
      below(random, TYPES.length),
    ]),
  ];
}

/** A table that holds every combination of its columns' values. */
function gridText(random: Random, at: number, types: number[]): string {
  const columns = types.map((type, i) => `\`c${i}\` ${TYPES[type]!.sql}`);
  const names = types.map((_, i) => `\`c${i}\``);
  const side = [14, 14, 7][types.length - 1]!;
  let rows: string[][] = [[]];
  for (const type of types) {
    rows = rows.flatMap((row) =>
      Array.from(
        { length: side },
        (_, value) => [...row, TYPES[type]!.write(value, random)],
      )
    );
  }
  const values = rows.map((row, rid) => `(${[...row, rid + 1].join()})`);
  return `create table t${at} (${columns.join()}, rid int not null, primary key (${names}));\n` +
    `insert into t${at} values ${values.join(",\n")};\n`;
}

async function trySubsets(
  random: Random,
  session: Session,
  table: TableInfo,
): Promise<void> {
  const columns = keyColumns(table);
  const rows = await session.texts(
    `SELECT rid, ${columns.map(keyExpression)} FROM ${table.fullName}`,
  );
  const keys = rows.map(([, ...sent]) =>
    sent.map((text, at) => keyText(columns[at]!, text!))
  );
  assertEquals(rows.length, [14, 196, 343][columns.length - 1]);
  for (let left = 3; left > 0; left--) {
    const share = random();
    const block = below(random, rows.length);
    const chosen = rows.flatMap((_, at) =>
      chance(random, share) || Math.abs(at - block) < 12 ? [at] : []
    );
    await trySubset(random, session, table, {
      keys: chosen.map((at) => keys[at]!),
      rids: chosen.map((at) => Number(rows[at]![0])),
    });
  }
}

async function trySubset(
  random: Random,
  session: Session,
  table: TableInfo,
  { keys, rids }: { keys: Key[]; rids: number[] },
): Promise<void> {
  const anyTimeZone = chance(random, 0.3);
  const options: WhereOptions = {
    maxLength: pick(random, [400, 700, 2048, 100_000]),
    anyTimeZone,
  };
  await session.run(
    `SET time_zone = '${anyTimeZone ? "-03:30" : "+00:00"}', sql_mode = '${
      pick(random, MODES)
    }'`,
  );
  const texts = whereTexts(table, keys, options);
  const arms = texts.map((text) => {
    assert(new TextEncoder().encode(text).length <= options.maxLength!);
    return `(SELECT rid FROM ${table.fullName} WHERE ${text})`;
  });
  const selected = await session.texts(arms.join(" UNION ALL "));
  assertEquals(
    selected.map(([rid]) => Number(rid)).sort((a, b) => a - b),
    rids.toSorted((a, b) => a - b),
    `${table.columns.map((column) => column.type)}: ${
      texts.join("\n").slice(0, 500)
    }`,
  );
}

const MODES = [
  "",
  "TRADITIONAL",
  "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT",
  "NO_ZERO_DATE,NO_ZERO_IN_DATE,STRICT_ALL_TABLES",
];

function tableOf(...names: [string, Column["kind"]][]): TableInfo {
  const columns = names.map(([name, kind]): Column => ({
    name,
    type: kind,
    kind,
    comment: "",
    store: null,
    nullable: false,
    inPrimaryKey: true,
    autoIncrement: false,
    generated: false,
    characterSet: kind === "string" ? "utf8mb4" : null,
    default: null,
  }));
  return {
    schema: "lab",
    name: "t",
    fullName: "`lab`.`t`",
    className: "T",
    tier: "Manual",
    master: null,
    isView: false,
    comment: "",
    columns,
    primaryKey: names.map(([name]) => name),
    foreignKeys: [],
  };
}
