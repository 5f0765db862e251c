/**
 * Slices of a lab of many sessions, with the tutorial's reads over all of them: against the plain driver selecting the
 * keys of just those rows, and mysqldump of a server that holds just those rows.
 *
 * @module
 */
import { join } from "node:path";
import mysql from "mysql2/promise";
import { openPool } from "../src/connection/pool.ts";
import { scratchServer } from "../src/connection/server.ts";
import { findClientPrograms } from "../src/connection/server_programs.ts";
import { Progress } from "../src/export/progress.ts";
import { importDump } from "../src/export/verify/import_dump.ts";
import { measure, report } from "./measure.ts";
import type { LabSize } from "./session_lab.ts";
import { PAPER, sliceLab } from "./slice_lab.ts";

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
  const plain = await mysql.createConnection({
    socketPath: copy.socket,
    user: "root",
    supportBigNumbers: true,
    dateStrings: true,
  });
  const selects = await keySelects(plain, Object.keys(populated.tables));
  const [all, floor, preview, populate] = await measure([
    { name: "all", run: () => selection.showAllTables(PAPER) },
    {
      name: "mysql2",
      run: async () => {
        for (const sql of selects) await plain.query(sql);
      },
    },
    { name: "preview", run: () => selection.previewTables(PAPER) },
    { name: "populate", run: () => exports.populatePaper(PAPER) },
  ], rounds);
  const tables = selects.length;
  const [dump, dumped] = await measure([
    { name: "script", run: () => runScript(populated.script, lab.socket) },
    { name: "mysqldump", run: () => plainDump(copy.socket) },
  ], rounds);
  await plain.end();
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
  report("preview / show all", [preview!, all!], 1);
  report("populate / show all", [populate!, all!], 2);
  report(`dump / (plain dump + ${TABLE_MS} ms a table)`, [dump!, {
    name: "plain",
    ms: dumped!.ms + TABLE_MS * tables,
  }], 1);
}

async function keySelects(
  plain: mysql.Connection,
  tables: readonly string[],
): Promise<string[]> {
  const selects: string[] = [];
  for (const table of tables) {
    const [keys] = await plain.query(
      `SHOW KEYS FROM ${table} WHERE Key_name = 'PRIMARY'`,
    ) as unknown as [{ Column_name: string }[]];
    const names = keys.map(({ Column_name }) => `\`${Column_name}\``);
    selects.push(`SELECT ${names.join(", ")} FROM ${table}`);
  }
  return selects;
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
