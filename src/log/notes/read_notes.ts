/**
 * Notes on log entries: how many rows were given, a checksum of them, and the cell that read them. They are in this
 * project's own schema, so that the shared tables stay as Spyglass knows them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { isPassing } from "../../connection/patience.ts";
import {
  isDenied,
  isMissingTable,
  isOverLimit,
} from "../../connection/server_error.ts";
import type { Pool, Session } from "../../connection/session.ts";
import { ConnectionError, QueryError, SpyglassError } from "../../errors.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { Entry } from "../entries/entry.ts";
import { NOTES, OWN_SCHEMA } from "../entries/noted.ts";
import type { Selected } from "./read_checksum.ts";

/** An entry and where it stands in the log. */
export interface PlacedEntry extends Entry {
  readonly exportId: number;
  readonly tableId: number;
}

/** The rows that a read gave. */
export interface NotedRows extends Omit<Selected, "checksum"> {
  /** `null` where it is not known what they were. */
  readonly checksum: string | null;
  /** False where somebody may have changed them before they were summed: then it cannot be said that they are as given. */
  readonly isSure: boolean;
}

/** What is noted of an entry. */
export interface ReadNote {
  /** `null` where rows were not summed yet. */
  readonly selected: NotedRows | null;
  /** The text of the cell that read it first, where known. */
  readonly cell: string | null;
}

/**
 * Makes the table of notes unless it is there.
 *
 * @returns Why there can be no notes; `null` where there can.
 */
export async function prepareNotes(pool: Pool): Promise<string | null> {
  try {
    await pool.texts(`SELECT is_sure FROM ${NOTES} LIMIT 0`);
    return null;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    if (error.errno === NO_COLUMN) return await addColumn(pool);
  }
  try {
    await pool.run(`CREATE DATABASE IF NOT EXISTS \`${OWN_SCHEMA}\``);
    await pool.run(
      `CREATE TABLE IF NOT EXISTS ${NOTES} (${COLUMNS}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    );
    return null;
  } catch (error) {
    return lasting(error).message;
  }
}

/** @throws What is no fault of the server's, or may be over at another time. */
function lasting(error: unknown): SpyglassError {
  const isLasting = error instanceof SpyglassError &&
    !(error instanceof ConnectionError) && !isPassing(error) &&
    !isOverLimit(error);
  if (isLasting) return error;
  throw error;
}

/** Notes of earlier versions said what was there some time after the read. */
async function addColumn(pool: Pool): Promise<string | null> {
  try {
    await pool.run(`ALTER TABLE ${NOTES} ADD COLUMN ${IS_SURE} AFTER checksum`);
    return null;
  } catch (error) {
    const isThere = error instanceof QueryError && error.errno === IS_THERE;
    return isThere ? null : lasting(error).message;
  }
}

const NO_COLUMN = 1054;
/** Another process was faster. */
const IS_THERE = 1060;

/** Notes what reads gave; later notes replace earlier ones, also when it is not known what the later read gave. */
export async function writeNotes(
  pool: Pool,
  notes: readonly {
    readonly entry: PlacedEntry;
    readonly selected: NotedRows | null;
  }[],
): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(({ entry, selected }) => {
    if (selected === null) return `(${keyOf(entry)}, NULL, NULL, 0, NULL)`;
    const { rows, checksum, columns, isSure } = selected;
    const sum = checksum === null ? "NULL" : `'${checksum}'`;
    return `(${keyOf(entry)}, ${rows}, ${sum}, ${isSure}, '${columns}')`;
  });
  await pool.run(
    `INSERT INTO ${NOTES} (export_id, table_id, entry, given_rows, checksum, is_sure, columns_hash) VALUES ${
      rows.join(", ")
    } ON DUPLICATE KEY UPDATE cell = IF(entry = VALUES(entry), cell, NULL), entry = VALUES(entry), given_rows = VALUES(given_rows), checksum = VALUES(checksum), is_sure = VALUES(is_sure), columns_hash = VALUES(columns_hash), noted = CURRENT_TIMESTAMP`,
  );
}

/** Notes the cells that read entries, unless earlier ones are noted. */
export async function noteCells(
  pool: Pool,
  notes: readonly { readonly entry: PlacedEntry; readonly cell: string }[],
): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(({ entry, cell }) =>
    `(${keyOf(entry)}, ${
      textLiteral([...withoutKey(cell)].slice(0, CELL_LENGTH).join(""))
    })`
  );
  await pool.run(
    `INSERT INTO ${NOTES} (export_id, table_id, entry, cell) VALUES ${
      rows.join(", ")
    } ON DUPLICATE KEY UPDATE cell = IF(entry = VALUES(entry) AND cell IS NOT NULL, cell, VALUES(cell)), given_rows = IF(entry = VALUES(entry), given_rows, NULL), entry = VALUES(entry)`,
  );
}

/** Whoever writes an archive's key into a cell must not find it in the database. */
function withoutKey(cell: string): string {
  const key = Deno.env.get("DANDI_API_KEY")?.trim();
  return key ? cell.replaceAll(key, "[key]") : cell;
}

/**
 * The notes on entries, in their order; `null` where there is none: a crash came before it, the entry is somebody
 * else's, or the notes may not be read.
 */
export async function notesOn(
  pool: Pool,
  entries: readonly PlacedEntry[],
): Promise<(ReadNote | null)[]> {
  if (entries.length === 0) return [];
  const rows = await pool.texts(
    `SELECT export_id, table_id, entry, given_rows, checksum, is_sure, columns_hash, cell FROM ${NOTES} WHERE ${
      placesOf(entries)
    }`,
  ).catch((error) => {
    if (error instanceof QueryError) return [];
    throw error;
  });
  const found = new Map(rows.map((row) => [`${row[0]} ${row[1]}`, row]));
  return entries.map((entry) => {
    const row = found.get(`${entry.exportId} ${entry.tableId}`);
    // The id may have been another entry's, which was forgotten.
    return row === undefined || row[2] !== digestOf(entry) ? null : noteOf(row);
  });
}

/**
 * Removes the notes of an export, or of some of its entries, in the caller's transaction.
 *
 * @returns Why they stay; `null` where they are gone.
 */
export async function removeNotes(
  session: Session,
  exportId: number,
  tableIds: readonly number[] | null = null,
): Promise<string | null> {
  const only = tableIds === null ? "" : ` AND table_id IN (${tableIds})`;
  try {
    await session.run(
      `DELETE FROM ${NOTES} WHERE export_id = ${exportId}${only}`,
    );
    return null;
  } catch (error) {
    if (isMissingTable(error)) return null;
    if (!isDenied(error)) throw error;
    return await seesNotes(session, exportId, only) ? error.message : null;
  }
}

/** Where there are none, or nobody tells of them, there is nothing to say. */
async function seesNotes(
  session: Session,
  exportId: number,
  only: string,
): Promise<boolean> {
  try {
    const found = await session.texts(
      `SELECT 1 FROM ${NOTES} WHERE export_id = ${exportId}${only} LIMIT 1`,
    );
    return found.length > 0;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

/** Few are named one by one: an export may have very many more. */
function placesOf(entries: readonly PlacedEntry[]): string {
  const exports = Map.groupBy(entries, ({ exportId }) => exportId);
  if (entries.length > FEW) return `export_id IN (${[...exports.keys()]})`;
  const places = [...exports].map(([id, some]) =>
    `export_id = ${id} AND table_id IN (${some.map(({ tableId }) => tableId)})`
  );
  return places.join(" OR ");
}

const FEW = 1000;

const CELL_LENGTH = 2000;
const IS_SURE =
  "`is_sure` tinyint NOT NULL DEFAULT 0 COMMENT '0: somebody may have changed the rows before they were summed'";
const COLUMNS = `
  \`export_id\` int NOT NULL,
  \`table_id\` int NOT NULL,
  \`entry\` char(64) NOT NULL COMMENT 'SHA-256 of the table and restriction',
  \`given_rows\` bigint DEFAULT NULL COMMENT 'rows that were given',
  \`checksum\` varchar(32) DEFAULT NULL COMMENT 'of these rows, in any order',
  ${IS_SURE},
  \`columns_hash\` varchar(16) DEFAULT NULL COMMENT 'the columns that were summed',
  \`cell\` varchar(${CELL_LENGTH}) DEFAULT NULL COMMENT 'text of the cell that read them first',
  \`noted\` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (\`export_id\`, \`table_id\`)`;

function keyOf(entry: PlacedEntry): string {
  return `${entry.exportId}, ${entry.tableId}, '${digestOf(entry)}'`;
}

function digestOf({ table, restriction }: Entry): string {
  return createHash("sha256").update(`${table}\n${restriction}`).digest("hex");
}

function noteOf(row: readonly (string | null)[]): ReadNote {
  const [, , , rows, checksum, isSure, columns, cell] = row;
  return {
    selected: rows === null ? null : {
      rows: Number(rows),
      checksum: checksum ?? null,
      columns: columns!,
      isSure: isSure === "1",
    },
    cell: cell ?? null,
  };
}
