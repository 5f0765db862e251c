/**
 * A lab of many sessions: the one session of a database, copied under other names as often as is asked for, with
 * everything that belongs to it. It takes whatever tables there are: the demo's, or all of Spyglass' own.
 *
 * @module
 */
import { openPool } from "../src/connection/pool.ts";
import type { Pool } from "../src/connection/session.ts";
import { reflect } from "../src/schema/reflect.ts";
import type { Catalog, Column, TableInfo } from "../src/schema/table.ts";
import { quoteName } from "../src/sql/identifier.ts";

/** How large the lab is to be. */
export interface LabSize {
  /** Sessions beside the one that is there. */
  readonly sessions: number;
  /** Electrodes of each of them, four a group; the session that is there has as many or more. */
  readonly electrodes: number;
}

/**
 * Copies the session of a database. References of copied rows lead to copied rows, or to rows that all sessions share.
 *
 * @param socket A server that holds one session.
 * @returns How many rows were added.
 */
export async function copySessions(
  socket: string,
  size: LabSize,
): Promise<number> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const catalog = await reflect(pool);
    return await copyAll(pool, catalog, size);
  } finally {
    await pool.close();
  }
}

async function copyAll(
  pool: Pool,
  catalog: Catalog,
  size: LabSize,
): Promise<number> {
  let rows = 0;
  await pool.reserve(async (session) => {
    await session.run("SET foreign_key_checks = 0, unique_checks = 0");
    await session.run("SET max_recursive_iterations = 1000000");
    await session.run(
      `CREATE TABLE ${NUMBERS} AS WITH RECURSIVE n AS (SELECT 1 AS seq UNION ALL SELECT seq + 1 FROM n WHERE seq < ${size.sessions}) SELECT seq FROM n`,
    );
    for (const table of catalog.tables.values()) {
      if (!isOfSession(table)) continue;
      const { affectedRows } = await session.run(copy(table, size));
      rows += affectedRows;
    }
    await session.run(`DROP TABLE ${NUMBERS}`);
    await session.run("SET foreign_key_checks = 1, unique_checks = 1");
  });
  return rows;
}

/** In a schema that is there in every lab. */
const NUMBERS = "`common_nwbfile`.`bench_numbers`";

/** Tables whose rows belong to a session: something in their key, or a file they name, is the session's own. */
function isOfSession(table: TableInfo): boolean {
  if (table.isView || table.schema === "common_usage") return false;
  return table.primaryKey.some((name) =>
    isOwn(table.columns.find((column) => column.name === name)!)
  );
}

function isOwn(column: Column): boolean {
  return /^(nwb_file_name|analysis_file_name|nwb_file_abs_path|analysis_file_abs_path)$/
    .test(column.name) ||
    column.name === "filepath" ||
    /^binary\(16\)/.test(column.type);
}

function copy(table: TableInfo, size: LabSize): string {
  const columns = table.columns.filter((column) => !column.generated);
  const names = columns.map((column) => quoteName(column.name));
  const values = columns.map((column) => valueOf(column));
  const conditions = columns.flatMap((column) => condition(column, size));
  return `INSERT INTO ${table.fullName} (${names.join(", ")}) SELECT ${
    values.join(", ")
  } FROM ${table.fullName} AS t CROSS JOIN ${NUMBERS} AS n${
    conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`
  }`;
}

/** The same value of the same session becomes the same new value wherever it stands. */
function valueOf(column: Column): string {
  const name = `t.${quoteName(column.name)}`;
  if (column.name === "nwb_file_name") {
    return `CONCAT('minilab', LPAD(n.seq, 6, '0'), '_.nwb')`;
  }
  if (column.name === "analysis_file_name" || column.name === "filepath") {
    return `INSERT(${name}, CHAR_LENGTH(${name}) - 3, 0, CONCAT('_', n.seq))`;
  }
  return isOwn(column) ? `UNHEX(MD5(CONCAT(HEX(${name}), n.seq)))` : name;
}

function condition({ name }: Column, { electrodes }: LabSize): string[] {
  const groups = Math.ceil(electrodes / 4);
  if (name === "electrode_id") return [`t.electrode_id < ${electrodes}`];
  if (name === "electrode_group_name") {
    return [`CAST(t.electrode_group_name AS UNSIGNED) < ${groups}`];
  }
  return name === "sort_group_id" ? [`t.sort_group_id < ${groups}`] : [];
}
