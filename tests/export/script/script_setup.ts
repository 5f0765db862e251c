/**
 * What the tests of the export script share: plans of real tables, folders, bash.
 *
 * @module
 */
import { join } from "node:path";
import { closure } from "../../../src/closure/closure.ts";
import { openPool } from "../../../src/connection/pool.ts";
import { optionFileText } from "../../../src/export/script/option_file.ts";
import type {
  ExportPlan,
  PlannedTable,
} from "../../../src/export/script/plan.ts";
import { plannedTables } from "../../../src/export/script/planned_tables.ts";
import { scriptParts } from "../../../src/export/script/script.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { fullName } from "../../../src/sql/identifier.ts";
import { freshDatabase, loadSql, type TestDatabase } from "../../setup.ts";

/** A folder of a test's own with a script in it, gone at disposal. */
export interface ScriptFolder extends AsyncDisposable {
  readonly folder: string;
  readonly script: string;
  readonly sql: string;
  readonly defaultsFile: string;
}

/** What a run of bash left. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Values that break what is not quoted well. */
export const AWKWARD: readonly string[] = [
  "it's",
  'say "no"',
  "back`quote",
  "back\\slash\\",
  "100%",
  "%%s %d",
  "a AND b OR 1=1",
  "# no comment",
  "-- no comment",
  "; drop",
  "( ((",
  "two  spaces",
  " led and trailed.",
  "new\nline",
  "cr\r\nlf",
  "tab\tbed",
  "$(touch x)",
  "`touch x`",
  "${IFS}touch${IFS}x",
  "--where",
  "emoji 🧠 é",
  "NULL",
  "nul\0byte",
  "\x01\x1a\x1b\x7f",
  "'\\''; touch x; '",
  "!history",
  "EOF",
  "end",
  "begun",
];

/** What populating plans for the rows that restrictions of tables select. */
export async function slicePlan(
  socket: string,
  seeds: Readonly<Record<string, string>>,
): Promise<ExportPlan> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const catalog = await reflect(pool);
    const found = await pool.reserve((session) =>
      closure(
        session,
        catalog,
        Object.entries(seeds)
          .map(([table, restriction]) => ({ table, restriction })),
      )
    );
    const slice = { catalog, closure: found, log: { entries: [] } };
    const [[version] = []] = await pool.texts("select version()");
    return planWith(version ?? "", plannedTables(slice).planned);
  } finally {
    await pool.close();
  }
}

function planWith(
  serverVersion: string,
  tables: readonly PlannedTable[],
): ExportPlan {
  return {
    paperId: "paper1",
    exportId: 1,
    created: "2026-01-02T03:04:05.678Z",
    source: "root@localhost",
    serverVersion,
    spyglassVersion: "0.6.0",
    tables,
  };
}

/** The tables of some schemas of a server as a plan; all rows of each, unless `where` says which. */
export async function planOf(
  socket: string,
  schemas: readonly string[],
  where: Readonly<Record<string, readonly string[]>> = {},
): Promise<ExportPlan> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const { tables } = await reflect(pool);
    const [[version] = []] = await pool.texts("select version()");
    const planned: PlannedTable[] = [];
    for (const table of tables.values()) {
      const { schema, name, columns, foreignKeys } = table;
      if (!schemas.includes(schema)) continue;
      const conditions = where[name] ?? ["TRUE"];
      let rows = 0;
      for (const condition of conditions) {
        const [[count] = []] = await pool.texts(
          `select count(*) from ${fullName(schema, name)} where ${condition}`,
        );
        rows += Number(count);
      }
      const generated = columns.filter((column) => column.generated)
        .map((column) => column.name);
      planned.push({
        schema,
        name,
        rows,
        where: conditions,
        generated,
        columns,
        foreignKeys,
        isElsewhere: table.isElsewhere === true,
      });
    }
    return planWith(version ?? "", planned);
  } finally {
    await pool.close();
  }
}

/** The script of a plan. */
export function scriptText(plan: ExportPlan): string {
  return [...scriptParts(plan)].join("");
}

/** Writes the script of a plan, and an option file, to a new folder. */
export async function scriptFolder(
  plan: ExportPlan,
  socket: string,
  user = "root",
): Promise<ScriptFolder> {
  const root = await Deno.makeTempDir({ prefix: "spyglass $(touch x) " });
  const folder = join(root, "bundle's `touch x`");
  await Deno.mkdir(folder);
  const script = join(folder, `_ExportSQL_${plan.paperId}.sh`);
  await Deno.writeTextFile(script, scriptText(plan));
  const defaultsFile = join(root, "my.cnf");
  await Deno.writeTextFile(
    defaultsFile,
    // Newer clients insist on TLS, which a test's server does not have.
    optionFileText({ user, socketPath: socket }) + "loose-skip-ssl\n",
  );
  return {
    folder,
    script,
    sql: join(folder, `_Populate_${plan.paperId}.sql`),
    defaultsFile,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/**
 * Runs `work` with the script of a database of its own.
 *
 * @param sql The statements that fill the database.
 * @param change What is another in the plan.
 */
export async function withScriptOf(
  sql: string,
  work: (
    at: ScriptFolder,
    database: TestDatabase,
    plan: ExportPlan,
  ) => Promise<void>,
  change: (plan: ExportPlan) => ExportPlan = (plan) => plan,
): Promise<void> {
  await using database = await freshDatabase();
  await loadSql(database.socket, sql, database.name);
  const plan = change(await planOf(database.socket, [database.name]));
  await using at = await scriptFolder(plan, database.socket);
  await work(at, database, plan);
}

/** Writes a program of a test's own. */
export async function writeProgram(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/bash\n${text}\n`, { mode: 0o755 });
}

/** Runs the script in bash, in its own folder. */
export async function runBash(
  at: ScriptFolder,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<Ran> {
  const { code, stdout, stderr } = await startBash(at, env, args).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Starts the script in bash, in its own folder. */
export function startBash(
  at: ScriptFolder,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Deno.ChildProcess {
  return new Deno.Command("/bin/bash", {
    args: [at.script, ...args],
    cwd: at.folder,
    env: { MYSQL_DEFAULTS_FILE: at.defaultsFile, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** A `PATH` on which each dump waits some seconds before it begins, or while it is under way. */
export async function slowDumps(at: ScriptFolder, seconds: number) {
  const folder = join(at.folder, "..", "slow");
  await Deno.mkdir(folder);
  for (const name of ["mariadb-dump", "mysqldump"]) {
    const found = await new Deno.Command("/bin/bash", {
      args: ["-c", `command -v ${name}`],
    }).output();
    if (!found.success) continue;
    const real = new TextDecoder().decode(found.stdout).trim();
    await writeProgram(
      join(folder, name),
      `[[ $* = *--help* ]] || sleep ${seconds}\nexec ${real} "$@"`,
    );
  }
  return { PATH: `${folder}:${Deno.env.get("PATH")}` };
}

/** Waits until something is so, no longer than 20 seconds. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await isSo());) {
    if (Date.now() > end) throw new Error("Waited in vain");
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Names in a folder, sorted. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
}

/** Every value of a table as hexadecimal text, in the order of the table's key, and the server's own checksum. */
export async function contents(
  socket: string,
  schema: string,
  name: string,
): Promise<string> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const table = (await reflect(pool)).tables.get(fullName(schema, name))!;
    // A double has the digits that a FLOAT's own text leaves out.
    const values = table.columns.map((column) => {
      const quoted = "`" + column.name.replaceAll("`", "``") + "`";
      return /^float/.test(column.type)
        ? `hex(concat(${quoted} * 1e0))`
        : `hex(concat(${quoted}))`;
    });
    const order = values.map((_, i) => i + 1).join(", ");
    const full = fullName(schema, name);
    const rows = await pool.texts(
      `select ${values.join(", ")} from ${full} order by ${order}`,
    );
    return JSON.stringify(rows) + await loadSql(
      socket,
      `checksum table ${full}`,
    );
  } finally {
    await pool.close();
  }
}
