/**
 * Slices of a lab of many sessions, with the tutorial's reads over all of them: against the plain driver selecting the
 * keys of just those rows, and mysqldump of a server that holds just those rows.
 *
 * The floor of `showAllTables` is what mysql2 needs on the same lab when it is told which rows they are: a table after
 * the other, the key columns, each table by what is fastest there, without a condition where all its rows belong to the
 * slice, else by the shortest condition that selects just them. Nobody without that knowledge gets there: it leaves out
 * finding the rows, which is the task. Two more are printed to put it in its place: the same on a copy that holds nothing
 * but those rows, where no row has to be looked for, and mysql2 running only the log's own conditions on the lab, which
 * anybody has to who computes the slice, and which takes longer than all of that copy.
 *
 * @module
 */
import { join } from "node:path";
import mysql from "mysql2/promise";
import { openPool } from "../src/connection/pool.ts";
import { scratchServer } from "../src/connection/server/scratch_server.ts";
import { findClientPrograms } from "../src/connection/server/server_programs.ts";
import { Progress } from "../src/export/progress.ts";
import { paperSlice, seedsOf } from "../src/export/slice/paper_slice.ts";
import { importDump } from "../src/export/verify/import_dump.ts";
import { whereTexts } from "../src/keys/where.ts";
import { readPaperLog } from "../src/log/paper_log.ts";
import { reflect } from "../src/schema/reflect.ts";
import type { TableInfo } from "../src/schema/table.ts";
import { quoteName } from "../src/sql/identifier.ts";
import { benchFirstLook } from "./first_look.ts";
import { measure, report } from "./measure.ts";
import type { LabSize } from "./session_lab.ts";
import { isLarge, LOOP, PAPER, shown, sliceLab } from "./slice_lab.ts";

/** Milliseconds that each table may take beside its rows: the script reads it on a connection of its own. */
const TABLE_MS = 40;

/** Prints the ratios for a lab of this size. */
export async function benchSlices(
  size: LabSize,
  rounds: number,
): Promise<void> {
  await using lab = await sliceLab(size);
  await using copy = await scratchServer();
  const { selection, exports } = lab;
  const populated = await exports.populatePaper({ ...PAPER, run: true });
  await importDump(copy.socket, populated.dump!.sql, new Progress("bench", {}));
  await using inLab = await plainDriver(lab.socket);
  await using inCopy = await plainDriver(copy.socket);
  const { keys, logged } = await plainSelects(lab.socket);
  const copied = Object.keys(populated.tables).map((table) =>
    keys.get(table)!.plain
  );
  const showAll = () => selection.showAllTables(PAPER);
  const showRead = () => selection.previewTables(PAPER);
  const [all, floor, preview, populate, held, read, cellRead, cellAll, loop] =
    await measure([
      { name: "all", run: showAll },
      {
        name: "mysql2",
        run: () => inLab.run([...keys.values()].flatMap(({ own }) => own)),
      },
      { name: "preview", run: showRead },
      { name: "populate", run: () => exports.populatePaper(PAPER) },
      { name: "mysql2", run: () => inCopy.run(copied) },
      { name: "mysql2", run: () => inLab.run(logged) },
      { name: "preview", run: () => showRead().then(shown) },
      { name: "all", run: () => showAll().then(shown) },
      ...isLarge(size) ? [] : [{
        name: "loop",
        run: () => selection.showAllTables(LOOP),
      }],
    ], rounds);
  const tables = keys.size;
  const [dump, dumped] = await measure([
    { name: "script", run: () => runScript(populated.script, lab.socket) },
    { name: "mysqldump", run: () => plainDump(copy.socket) },
  ], rounds);
  lab.speak();
  const counts = Object.values(populated.tables);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const script = (await Deno.stat(populated.script)).size;
  console.log(
    `${size.sessions} sessions × ${size.electrodes} electrodes, ${lab.rows} rows: a slice of ${tables} tables and ${total} rows, script ${
      (script / 1e6).toFixed(2)
    } MB (wanted ≤ 1), ${
      (Deno.memoryUsage().rss / 1e6).toFixed(0)
    } MB of memory`,
  );
  report("show all / plain keys", [all!, floor!], 3);
  report("show all / the log's conditions alone", [all!, read!], null);
  report("show all / plain keys, in a copy of those rows", [all!, held!], null);
  if (loop !== undefined) {
    report("show all, logged session by session / at once", [loop, all!], 4);
    await benchFirstLook(lab);
  }
  report("preview / show all", [preview!, all!], 1);
  report(
    "preview / show all, both in a cell",
    [cellRead!, cellAll!],
    null,
  );
  report("populate / show all", [populate!, all!], 2);
  report(`dump / (plain dump + ${TABLE_MS} ms a table)`, [dump!, {
    name: "plain",
    ms: dumped!.ms + TABLE_MS * tables,
  }], 1);
}

/** How one table's keys are selected. */
interface KeySelects {
  /** Those of all its rows. */
  readonly plain: string;
  /** Those of the slice's rows, where it has others. */
  readonly own: readonly string[];
}

/** What the plain driver would be told: a table's keys, and what the log selects. */
async function plainSelects(
  socketPath: string,
): Promise<{ keys: Map<string, KeySelects>; logged: string[] }> {
  const pool = await openPool({ socketPath, user: "root" });
  const catalog = await reflect(pool);
  const log = await readPaperLog(pool, PAPER, true);
  const slice = await paperSlice(pool, catalog, log);
  const plain = (table: TableInfo) =>
    `SELECT ${
      table.primaryKey.map(quoteName).join(", ")
    } FROM ${table.fullName}`;
  const keys = new Map<string, KeySelects>();
  for (const [name, { table, list, count }] of slice.closure.tables) {
    const sql = plain(table);
    const [[all] = []] = await pool.texts(`SELECT COUNT(*) FROM ${name}`);
    const own = Number(all) === count
      ? [sql]
      : whereTexts(table, list).map((where) => `${sql} WHERE ${where}`);
    keys.set(name, { plain: sql, own });
  }
  await pool.close();
  const logged = seedsOf(log).map(({ table, restriction }) =>
    `${plain(catalog.tables.get(table)!)} WHERE ${restriction}`
  );
  return { keys, logged };
}

/** mysql2 as one uses it. */
async function plainDriver(socketPath: string) {
  const connection = await mysql.createConnection({
    socketPath,
    user: "root",
    supportBigNumbers: true,
    dateStrings: true,
  });
  return {
    async run(statements: readonly string[]): Promise<void> {
      for (const sql of statements) await connection.query(sql);
    },
    [Symbol.asyncDispose]: () => connection.end(),
  };
}

async function runScript(path: string, socket: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  const options = join(folder, "my.cnf");
  await Deno.writeTextFile(options, `[client]\nuser=root\nsocket=${socket}\n`);
  const env = { MYSQL_DEFAULTS_FILE: options, OUT: folder };
  await must("bash", [path], env);
  await Deno.remove(folder, { recursive: true });
}

async function plainDump(socket: string): Promise<void> {
  const { dump } = await findClientPrograms();
  const schemas =
    "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')";
  const pool = await openPool({ socketPath: socket, user: "root" });
  const names = (await pool.texts(schemas)).map(([name]) => name!);
  await pool.close();
  const file = await Deno.makeTempFile();
  await must(dump, [
    "--no-defaults",
    "-uroot",
    `--socket=${socket}`,
    `--result-file=${file}`,
    "--databases",
    ...names,
  ]);
  await Deno.remove(file);
}

async function must(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, env })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
