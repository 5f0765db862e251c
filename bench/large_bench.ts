/**
 * Large exports: a closure of five million keys and what memory it takes; a million rows dumped, restored on MariaDB and
 * on MySQL, and compared value by value.
 *
 * @module
 */
import {
  connect,
  type ExportCommands,
  type SelectionCommands,
} from "spyglass-deno";
import { closure } from "../src/closure/closure.ts";
import { openPool } from "../src/connection/pool.ts";
import { scratchServer } from "../src/connection/server/scratch_server.ts";
import type { Pool } from "../src/connection/session.ts";
import { digestSums, rowDigest } from "../src/keys/exact_value.ts";
import { reflect } from "../src/schema/reflect.ts";
import { setUpMysql } from "../scripts/setup/mysql.ts";

/**
 * Prints what was found.
 *
 * @param what `closure` or `export` alone.
 * @param share Less than 1 for a try.
 */
export async function benchLarge(
  what: string | undefined,
  share = 1,
): Promise<void> {
  if (what !== "export") await largeClosure(5_000_000 * share);
  if (what !== "closure") await largeExport(1_000_000 * share);
}

/** A table of units, four spikes each, in sessions of mice. */
async function makeSpikes(pool: Pool, rows: number): Promise<void> {
  const units = Math.floor(rows / 5);
  await pool.reserve(async (session) => {
    await session.run("SET foreign_key_checks = 0, unique_checks = 0");
    for (const statement of TABLES) await session.run(statement);
    await session.run(
      `INSERT INTO big.mouse SELECT ${MOUSE}, IF(seq % 3 = 0, NULL, seq / 7) FROM big.seq_0_to_${
        units / 1000
      }`.replaceAll("@unit", "seq * 1000"),
    );
    await session.run(
      `INSERT INTO big.session SELECT ${MOUSE}, seq % 100, 'day' FROM big.seq_0_to_${
        units / 10 - 1
      }`.replaceAll("@unit", "seq * 10"),
    );
    await session.run(
      `INSERT INTO big.unit SELECT ${MOUSE}, (seq div 10) % 100, seq % 10, seq / 3, NULL FROM big.seq_0_to_${
        units - 1
      }`.replaceAll("@unit", "seq"),
    );
    await session.run(
      `INSERT INTO big.spike SELECT UNHEX(MD5(seq)), ${MOUSE}, (seq div 40) % 100, (seq div 4) % 10, seq / 30000, seq / 7, CONCAT('it''s \\\\ ', CHAR(9), seq) FROM big.seq_0_to_${
        units * 4 - 1
      }`.replaceAll("@unit", "(seq div 4)"),
    );
    await session.run("SET foreign_key_checks = 1, unique_checks = 1");
  });
}

const MOUSE = "CONCAT('mouse_', LPAD(@unit div 1000, 8, '0'))";
const TABLES = [
  "CREATE DATABASE big",
  "CREATE TABLE big.mouse (mouse varchar(32) PRIMARY KEY, weight decimal(12, 4)) ENGINE=InnoDB",
  `CREATE TABLE big.session (mouse varchar(32), session int, note varchar(32), PRIMARY KEY (mouse, session),
    FOREIGN KEY (mouse) REFERENCES big.mouse (mouse)) ENGINE=InnoDB`,
  `CREATE TABLE big.unit (mouse varchar(32), session int, unit int, depth float, note blob,
    PRIMARY KEY (mouse, session, unit),
    FOREIGN KEY (mouse, session) REFERENCES big.session (mouse, session)) ENGINE=InnoDB`,
  `CREATE TABLE big.spike (spike_id binary(16) PRIMARY KEY, mouse varchar(32) NOT NULL, session int NOT NULL,
    unit int NOT NULL, at double NOT NULL, height decimal(20, 6), note varchar(64) NOT NULL,
    FOREIGN KEY (mouse, session, unit) REFERENCES big.unit (mouse, session, unit)) ENGINE=InnoDB`,
];

async function largeClosure(rows: number): Promise<void> {
  await using server = await scratchServer();
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  await makeSpikes(pool, rows);
  const catalog = await reflect(pool);
  const seeds = [{ table: "`big`.`spike`", restriction: "TRUE" }];
  const memory = watchMemory();
  const start = performance.now();
  const { total } = await pool.reserve((session) =>
    closure(session, catalog, seeds, { onProgress: memory.look })
  );
  console.log(
    `closure of ${total} keys: ${seconds(start)} s, ${memory.text()}`,
  );
  await pool.close();
}

/** Looks what memory the whole process takes, from now on, and whenever it is told to. */
function watchMemory() {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, Deno.memoryUsage().rss / 1e6);
  };
  look();
  const timer = setInterval(look, 50);
  return {
    look,
    text() {
      look();
      clearInterval(timer);
      return `${peak.toFixed(0)} MB of memory in all (wanted < 1000)${
        peak < 1000 ? "" : "  MISSED"
      }`;
    },
  };
}

const PAPER = { paper_id: "large" };

async function largeExport(rows: number): Promise<void> {
  await using server = await scratchServer();
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  // Three quarters of the spikes are read, with random keys.
  await makeSpikes(pool, Math.ceil(rows * 1.4 / 5000) * 5000);
  const baseDir = await Deno.makeTempDir({ prefix: "spyglass-bench-" });
  const db = await connect({
    socketPath: server.socket,
    user: "root",
    baseDir,
  });
  const { log } = console;
  console.log = () => {};
  try {
    const usage = await db.schema("common_usage");
    const selection = usage.ExportSelection as unknown as SelectionCommands;
    const exports = usage.Export as unknown as ExportCommands;
    await selection.startExport({ ...PAPER, analysis_id: "a" });
    const spike = await db.table("big.spike");
    await spike.and("spike_id < X'B0000000000000000000000000000000'").keys();
    await selection.stopExport();
    const memory = watchMemory();
    let start = performance.now();
    const { script, tables, dump } = await exports.populatePaper({
      ...PAPER,
      run: true,
    });
    const took = `${seconds(start)} s, ${memory.text()}`;
    const total = Object.values(tables).reduce((sum, count) => sum + count, 0);
    const conditions = (await Deno.readTextFile(script)).match(/^add_rows /gm);
    log(
      `${total} rows: populated and dumped in ${took}, by ${
        conditions!.length
      } conditions`,
    );
    start = performance.now();
    const { ok, differences } = await exports.verify(PAPER);
    log(
      `restored on MariaDB, compared and replayed in ${seconds(start)} s: ${
        ok ? "equal" : `MISSED ${JSON.stringify(differences).slice(0, 500)}`
      }`,
    );
    log(await onMysql(dump!.sql, tables));
  } finally {
    console.log = log;
    await db.close();
    await pool.close();
    await Deno.remove(baseDir, { recursive: true });
  }
}

/** Restores the dump on MySQL, and compares each table's digest with that of a restore on MariaDB. */
async function onMysql(
  sql: string,
  tables: Readonly<Record<string, number>>,
): Promise<string> {
  const mysqlPrograms = await setUpMysql(false);
  if (!("bin" in mysqlPrograms)) return mysqlPrograms.missing;
  const programs = mysqlPrograms.bin;
  Deno.env.set("SPYGLASS_TEST_MYSQL", programs);
  const { mysqlServer } = await import("../tests/mysql_server.ts");
  await using mysql = await mysqlServer();
  await using mariadb = await scratchServer();
  const start = performance.now();
  for (
    const [client, socket] of [
      [`${programs}/mysql`, mysql.socket],
      ["mariadb", mariadb.socket],
    ] as const
  ) await restore(client, socket, sql);
  const took = seconds(start);
  const [ours, theirs] = await Promise.all(
    [mariadb, mysql].map(({ socket }) => digests(socket, Object.keys(tables))),
  );
  const different = Object.keys(tables).filter((name) =>
    ours![name] !== theirs![name] ||
    !ours![name]!.startsWith(`${tables[name]}/`)
  );
  return `restored on MySQL, too, in ${took} s: ${
    different.length === 0 ? "equal" : `MISSED ${different.join(", ")}`
  }`;
}

async function restore(
  client: string,
  socket: string,
  sql: string,
): Promise<void> {
  const { success, stderr } = await new Deno.Command("bash", {
    args: [
      "-c",
      'exec "$0" --no-defaults -uroot --max-allowed-packet=1G --socket="$1" <"$2"',
      client,
      socket,
      sql,
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Full name → number of rows and a sum of digests of all values. */
async function digests(
  socket: string,
  tables: readonly string[],
): Promise<Record<string, string>> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const catalog = await reflect(pool);
    const found: Record<string, string> = {};
    for (const name of tables) {
      const digest = rowDigest(catalog.tables.get(name)!.columns);
      const [[count, sum] = []] = await pool.texts(
        `SELECT ${
          digestSums("d")
        } FROM (SELECT ${digest} AS d FROM ${name}) AS r`,
      );
      found[name] = `${count}/${sum}`;
    }
    return found;
  } finally {
    await pool.close();
  }
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
