import { assert, assertEquals } from "@std/assert";
import { KeptRows } from "../../src/connection/wire/kept_rows.ts";
import { openPool } from "../../src/connection/pool.ts";
import { digestSums, rowDigest, sentText } from "../../src/keys/exact_value.ts";
import { areSummable, isSummable, SentSums } from "../../src/keys/sent_sums.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { testOnMysql } from "../mysql_server.ts";
import { freshDatabase, loadSql, testServer } from "../setup.ts";

const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;

Deno.test("the sum of rows as they were sent is the server's own, for every type, on MariaDB", async () => {
  await compare(testServer());
});

testOnMysql(
  "the sum of rows as they were sent is the server's own, for every type, on MySQL",
  compare,
);

Deno.test("what a plain SELECT does not show whole cannot be summed here", () => {
  const column = (
    type: string,
    kind: "float" | "string",
    inPrimaryKey = false,
  ) =>
    ({ type, kind, inPrimaryKey }) as Parameters<typeof isSummable>[0][number];
  assert(isSummable([column("float", "float")]));
  assert(!isSummable([column("float", "float", true)]));
  const columns = [column("int", "string"), column("float", "float")];
  const cells = (text: string) => ({
    bytes: new TextEncoder().encode(text),
    starts: Int32Array.of(-1, 0),
    ends: Int32Array.of(-1, text.length),
  });
  const kept = new KeptRows(2);
  kept.take(cells("-1.23457e-38"));
  assert(areSummable(columns, kept));
  kept.take(cells("0.00000000222"));
  assert(!areSummable(columns, kept));
  for (const type of ["timestamp(3)", "bit(3)", "json", "point", "uuid"]) {
    assert(
      !isSummable([column("int", "string"), column(type, "string")]),
      type,
    );
  }
});

/** Compares random rows' sums, read here and computed there. */
async function compare(socket: string): Promise<void> {
  await using database = await freshDatabase("sums", socket);
  const { name } = database;
  const columns = TYPES.map(([type], at) => `c${at} ${type}`);
  await loadSql(
    socket,
    `set sql_mode = ''; use ${name}; create table t (id int primary key, ${
      columns.join(", ")
    }) engine=InnoDB;
    insert into t values ${
      Array.from({ length: 160 }, (_, id) => {
        const values = TYPES.map(([, value]) =>
          id % 7 === 6 ? "NULL" : value()
        );
        return `(${[id, ...values].join(", ")})`;
      }).join(",\n")
    }`,
  );
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const table = (await reflect(pool)).tables.get(`\`${name}\`.\`t\``)!;
    assert(isSummable(table.columns));
    for (const where of ["TRUE", "id < 0", "id = 5", "id % 7 = 6", "id < 40"]) {
      const kept = new KeptRows(table.columns.length);
      await pool.columns(`SELECT t.*, 7 FROM ${name}.t WHERE ${where}`, kept);
      assert(kept.isWhole && areSummable(table.columns, kept));
      const sums = new SentSums(table.columns);
      kept.forEach((row) => sums.add(row));
      const [[count, checksum] = []] = await pool.texts(
        `SELECT ${digestSums("d")} FROM (SELECT ${
          rowDigest(table.columns, sentText)
        } AS d FROM ${name}.t WHERE ${where}) AS x`,
      );
      const here = [String(kept.length), sums.checksum];
      assertEquals(here, [count, checksum], `${where}, seed ${seed}`);
    }
  } finally {
    await pool.close();
  }
}

let state = seed;

/** Numbers from 0 on, below `most`. */
function random(most: number): number {
  state = Math.imul(state ^ state >>> 15, state | 1);
  state ^= state + Math.imul(state ^ state >>> 7, state | 61);
  return ((state ^ state >>> 14) >>> 0) % most;
}

/** What is sent of it has at most 12 characters. */
function real(): string {
  const digits = random(10 ** (1 + random(5)));
  return `${random(2) ? "-" : ""}${digits}e${random(8) - 4}`;
}

/** As hexadecimal digits, of UTF-8 where it is for a text. */
function text(alphabet: string, most: number): string {
  const letters = [...alphabet];
  const chosen = Array.from(
    { length: random(most + 1) },
    () => letters[random(letters.length)],
  );
  return `convert(x'${
    new TextEncoder().encode(chosen.join("")).toHex()
  }' using utf8mb4)`;
}

function bytes(most: number): string {
  const given = Array.from({ length: random(most + 1) }, () => random(256));
  return `x'${Uint8Array.from(given).toHex()}'`;
}

const LATIN = "abcäöü %'\\,-:\n";
const ANY = "aé本🧠\0\x1a -";

/** Types, and what makes a value. */
const TYPES: readonly (readonly [string, () => string])[] = [
  ["int", () => String(random(1000) - 500)],
  ["int(5) zerofill", () => String(random(1000))],
  ["bigint unsigned", () => "18446744073709551615"],
  ["tinyint(1)", () => String(random(2))],
  ["decimal(20,6)", () => `${random(10 ** 9)}.${random(10 ** 6)}`],
  ["float", real],
  ["float(9,3)", () => `${random(10 ** 5)}.${random(1000)}`],
  ["double", real],
  ["double(12,4)", () => `${random(10 ** 7)}.${random(1000)}`],
  ["year", () => String(2000 + random(100))],
  ["date", () => `'20${10 + random(80)}-0${1 + random(9)}-1${random(10)}'`],
  ["time(3)", () => `'-${100 + random(700)}:01:02.${random(1000)}'`],
  ["datetime(6)", () => `'2023-06-22 01:02:03.${random(10 ** 6)}'`],
  [
    "enum('True','it''s','','ä')",
    () => ["'True'", "'it''s'", "''", "'ä'", "'?'"][random(5)]!,
  ],
  ["set('a','b','ä')", () => ["''", "'a'", "'a,ä'", "'b,ä'"][random(4)]!],
  ["varchar(64)", () => text(ANY, 64)],
  ["varchar(65) character set utf8mb4", () => text(ANY, 65)],
  ["varchar(20) character set latin1", () => text(LATIN, 20)],
  ["varchar(200) character set latin1", () => text(LATIN, 200)],
  ["varchar(20) character set utf16", () => text(ANY, 20)],
  ["char(9) character set ascii", () => text("abc ", 9)],
  ["text character set latin1", () => text(LATIN, 700)],
  ["longtext character set utf8mb4", () => text(ANY, 800)],
  ["binary(16)", () => bytes(16)],
  ["varbinary(100)", () => bytes(100)],
  ["longblob", () => bytes(1200)],
];
