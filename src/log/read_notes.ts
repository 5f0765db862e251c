/**
 * Notes on log entries: how many rows were given, a checksum of them, and the cell that read them. They are in this
 * project's own schema, so that the shared tables stay as Spyglass knows them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Pool } from "../connection/session.ts";
import { QueryError, SpyglassError } from "../errors.ts";
import { textLiteral } from "../sql/literal.ts";
import type { Entry } from "./entry.ts";
import type { Selected } from "./read_checksum.ts";

/** This project's own schema. */
export const OWN_SCHEMA = "spyglass_deno";

/** An entry and where it stands in the log. */
export interface PlacedEntry extends Entry {
  readonly exportId: number;
  readonly tableId: number;
}

/** What is noted of an entry. */
export interface ReadNote {
  /** `null` where rows were not summed yet. */
  readonly selected: Selected | null;
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
    await pool.texts(`SELECT 1 FROM ${NOTES} LIMIT 0`);
    return null;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
  try {
    await pool.run(`CREATE DATABASE IF NOT EXISTS \`${OWN_SCHEMA}\``);
    await pool.run(
      `CREATE TABLE IF NOT EXISTS ${NOTES} (${COLUMNS}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    );
    return null;
  } catch (error) {
    if (!(error instanceof SpyglassError)) throw error;
    return error.message;
  }
}

/** Notes what entries select; later notes replace earlier ones. */
export async function writeNotes(
  pool: Pool,
  notes: readonly {
    readonly entry: PlacedEntry;
    readonly selected: Selected;
  }[],
): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map(({ entry, selected }) =>
    `(${
      keyOf(entry)
    }, ${selected.rows}, '${selected.checksum}', '${selected.columns}')`
  );
  await pool.run(
    `INSERT INTO ${NOTES} (export_id, table_id, entry, given_rows, checksum, columns_hash) VALUES ${
      rows.join(", ")
    } ON DUPLICATE KEY UPDATE cell = IF(entry = VALUES(entry), cell, NULL), entry = VALUES(entry), given_rows = VALUES(given_rows), checksum = VALUES(checksum), columns_hash = VALUES(columns_hash), noted = CURRENT_TIMESTAMP`,
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
    `SELECT export_id, table_id, entry, given_rows, checksum, columns_hash, cell FROM ${NOTES} WHERE ${
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

const NOTES = `\`${OWN_SCHEMA}\`.\`read_note\``;
const CELL_LENGTH = 2000;
const COLUMNS = `
  \`export_id\` int NOT NULL,
  \`table_id\` int NOT NULL,
  \`entry\` char(64) NOT NULL COMMENT 'SHA-256 of the table and restriction',
  \`given_rows\` bigint DEFAULT NULL COMMENT 'rows that were given',
  \`checksum\` varchar(32) DEFAULT NULL COMMENT 'of these rows, in any order',
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
  const [, , , rows, checksum, columns, cell] = row;
  return {
    selected: rows === null
      ? null
      : { rows: Number(rows), checksum: checksum!, columns: columns! },
    cell: cell ?? null,
  };
}
