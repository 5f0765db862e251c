/**
 * The demo: a small database and its NWB files, for whoever has none, or wants to try things out.
 *
 * @module
 */
import { resolve } from "node:path";
import type { Pool, Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { fullName, quoteName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import {
  cellLiteral,
  type ExistingTables,
  existingTables,
  presentRows,
} from "./existing.ts";
import { type FilePlan, planFiles } from "./file_plan.ts";
import type { Row } from "./row.ts";
import { demoRows } from "./rows.ts";
import { DEMO } from "./session.ts";
import { placeFile } from "./store.ts";
import { DEMO_TABLES } from "./tables.ts";
import { createTable, type DemoTable } from "./tables/table.ts";

/** How the demo is made. */
export interface DemoOptions {
  /** Folder of the stores `raw` and `analysis`; made where it is missing. */
  readonly baseDir: string;
  /** Called at the start of each step, with what it does. */
  readonly onProgress?: (step: string) => void;
}

/** What {@link makeDemo} had to do. All counts are 0 when the demo was there already. */
export interface DemoReport {
  /** The session, as the database names it. */
  readonly nwbFileName: string;
  /** Number of tables that were made. */
  readonly tables: number;
  /** Number of rows that were added. */
  readonly rows: number;
  /** Absolute paths of the files that were written. */
  readonly files: readonly string[];
}

/**
 * Makes what is missing of the demo: schemas, tables, one session with its files. Everything else in the database and in
 * the folder stays as it is.
 *
 * @param connection A pool, or one connection of it.
 * @param options `baseDir`, `onProgress`.
 * @returns What had to be done.
 * @throws {ExportError} A row, a table or a file stands in the demo's way; then nothing has been changed.
 *
 * @example
 * ```ts no-assert
 * import type { Pool } from "../connection/session.ts";
 * import { makeDemo } from "./demo.ts";
 *
 * async function demo(pool: Pool) {
 *   const { rows } = await makeDemo(pool, { baseDir: "spyglass-data" });
 *   console.log(`${rows} rows added`);
 * }
 * ```
 */
export async function makeDemo(
  connection: Session | Pool,
  options: DemoOptions,
): Promise<DemoReport> {
  if ("reserve" in connection) {
    return await connection.reserve((session) => makeDemo(session, options));
  }
  const locked = await lock(connection);
  try {
    return await makeMissing(connection, options);
  } finally {
    if (locked) await connection.query(`select release_lock(${LOCK})`);
  }
}

/** What is to be done. */
interface DemoPlan {
  readonly schemas: readonly string[];
  readonly tables: readonly DemoTable[];
  readonly rows: readonly (readonly [DemoTable, readonly Row[]])[];
  readonly files: readonly FilePlan[];
}

async function makeMissing(
  session: Session,
  { baseDir, onProgress = () => {} }: DemoOptions,
): Promise<DemoReport> {
  onProgress("Looking what of the demo is there");
  const plan = await planDemo(session, resolve(baseDir));
  if (plan.tables.length > 0) {
    onProgress(`Making ${plan.tables.length} tables`);
    await makeTables(session, plan);
  }
  if (plan.files.length > 0) {
    onProgress(`Writing ${plan.files.length} NWB files`);
    for (const { path, bytes } of plan.files) await placeFile(path, bytes);
  }
  const rows = plan.rows.reduce((sum, [, list]) => sum + list.length, 0);
  if (rows > 0) {
    onProgress(`Adding ${rows} rows`);
    await insertRows(session, plan);
  }
  return {
    nwbFileName: DEMO.nwbFileName,
    tables: plan.tables.length,
    rows,
    files: plan.files.map(({ path }) => path),
  };
}

/** Looks at everything before anything is changed. */
async function planDemo(session: Session, baseDir: string): Promise<DemoPlan> {
  const existing = await existingTables(session, DEMO_TABLES);
  const { files, facts } = await planFiles(session, existing.tables, baseDir);
  const regionId = await findRegion(session, existing);
  const wanted = demoRows({ regionId, files: facts });
  const rows: [DemoTable, readonly Row[]][] = [];
  for (const table of DEMO_TABLES) {
    const name = fullName(table.schema, table.name);
    const list = wanted.get(name) ?? [];
    if (list.length === 0) continue;
    const present = existing.tables.has(name)
      ? await presentRows(session, table, list)
      : [];
    const missing = list.filter((_, index) => !present[index]);
    if (missing.length > 0) rows.push([table, missing]);
  }
  const tables = DEMO_TABLES.filter(({ schema, name }) =>
    !existing.tables.has(fullName(schema, name))
  );
  const schemas = [...new Set(tables.map(({ schema }) => schema))]
    .filter((schema) => !existing.schemas.has(schema));
  return { schemas, tables, rows, files };
}

async function makeTables(session: Session, plan: DemoPlan): Promise<void> {
  for (const schema of plan.schemas) {
    await session.run(
      `create database if not exists ${
        quoteName(schema)
      } character set utf8mb4 collate utf8mb4_general_ci`,
    );
  }
  for (const table of plan.tables) await session.run(createTable(table));
}

/** All rows or none: whoever looks meanwhile, or after a crash, sees no half session. */
async function insertRows(session: Session, { rows }: DemoPlan): Promise<void> {
  await session.run("start transaction");
  try {
    for (const [table, list] of rows) await session.run(insert(table, list));
    await session.run("commit");
  } catch (error) {
    await session.run("rollback").catch(() => {});
    throw error;
  }
}

function insert({ schema, name }: DemoTable, rows: readonly Row[]): string {
  const columns = Object.keys(rows[0]!);
  const values = rows.map((row) =>
    `(${columns.map((column) => cellLiteral(row[column]!)).join(", ")})`
  );
  return `insert into ${fullName(schema, name)} (${
    columns.map(quoteName).join(", ")
  }) values ${values.join(",\n")}`;
}

/** A region that the database has already keeps its number; a new one gets the next. */
async function findRegion(
  session: Session,
  { tables }: ExistingTables,
): Promise<number> {
  const table = fullName("common_region", "#brain_region");
  if (!tables.has(table)) return 1;
  const [[id] = []] = await session.texts(
    `select coalesce(
      (select min(region_id) from ${table} where region_name = ${
      textLiteral(DEMO.region)
    } and subregion_name is null and subsubregion_name is null),
      (select coalesce(max(region_id), 0) + 1 from ${table}))`,
  );
  return Number(id);
}

const LOCK = "'spyglass-deno demo'";

/** Two notebooks that make the demo at once wait for one another; a cluster has no such locks and goes without. */
async function lock(session: Session): Promise<boolean> {
  let answer: unknown;
  try {
    const { rows } = await session.query(`select get_lock(${LOCK}, 120)`);
    answer = rows[0]?.[0];
  } catch {
    return false;
  }
  if (Number(answer) === 1) return true;
  throw new ExportError(
    "Cannot make the demo: found another process that has been making it for two minutes; wait for it, or end it",
  );
}
