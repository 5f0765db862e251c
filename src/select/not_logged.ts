/**
 * What may be asked of a SELECT without reading it: none of this is logged, and none hands out rows.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { inSnapshot } from "../connection/snapshot.ts";
import { QueryError } from "../errors.ts";
import { BLOB } from "../present/cell.ts";
import type { QueryContext } from "../query/context.ts";
import { decodeColumn } from "../query/reading/decode.ts";
import { Preview } from "../query/reading/preview.ts";
import { columnViews, isBlob } from "../query/reading/result.ts";
import { firstRows } from "./first_rows.ts";
import { originsIn } from "./trace/origins.ts";
import { resultColumns } from "./result_columns.ts";
import type { Piece } from "../sql/tokens.ts";
import { textOf } from "./statement.ts";

/** How many rows a SELECT has. */
export function countSelect(
  { pool }: QueryContext,
  statement: readonly Piece[],
): Promise<number> {
  return inSnapshot(pool, (session) => counted(session, textOf(statement)));
}

/** True where it has any. */
export function selectHasRows(
  { pool }: QueryContext,
  statement: readonly Piece[],
): Promise<boolean> {
  return inSnapshot(pool, async (session) => {
    const { rows } = await firstRows(session, textOf(statement), 1);
    return rows.length > 0;
  });
}

/** Its first rows, to show them. */
export async function previewSelect(
  { pool, catalog }: QueryContext,
  statement: readonly Piece[],
  count: number,
): Promise<Preview> {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST)) {
    throw new RangeError(
      `Cannot preview a SELECT: received ${count} rows, wanted a whole number from 1 to ${MOST}; use fetch() to work with rows`,
    );
  }
  const sql = textOf(statement);
  const { first, total } = await inSnapshot(pool, async (session) => ({
    first: await firstRows(session, sql, count),
    total: await counted(session, sql),
  }));
  const columns = await resultColumns(
    first.fields(),
    catalog,
    () => originsIn(statement, catalog),
  );
  const rows: unknown[][] = first.rows;
  for (const [at, column] of columns.entries()) {
    if (isBlob(column) || HIDDEN.has(column.kind)) {
      for (const row of rows) if (row[at] !== null) row[at] = BLOB;
    } else decodeColumn(rows, at, column);
  }
  return new Preview({
    columns: columnViews(columns),
    rows,
    total,
    shown: count,
    notes: [],
  });
}

const MOST = 1000;
const HIDDEN: ReadonlySet<string> = new Set(["filepath", "attach"]);

async function counted(session: Session, sql: string): Promise<number> {
  try {
    const { rows } = await session.query(
      `SELECT COUNT(*) FROM (${sql}) AS \`counted\``,
    );
    return Number(rows[0]![0]);
  } catch (error) {
    if (!(error instanceof QueryError) || error.errno !== DUPLICATE_NAME) {
      throw error;
    }
    // Two columns of one name can be selected, but not counted.
    let count = 0;
    await session.cells(sql, () => count++);
    return count;
  }
}

const DUPLICATE_NAME = 1060;
