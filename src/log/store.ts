/**
 * Writes log entries, race-free: any number of processes may log at once, Python's beside ours.
 *
 * @module
 */
import type { Pool, Session } from "../connection/session.ts";
import { isRetryable } from "../connection/server_error.ts";
import { LogError, QueryError } from "../errors.ts";
import { SELECTION_FILE, SELECTION_TABLE } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import type { Entry } from "./entry.ts";

/** Writes to the log of one database. */
export class LogStore {
  readonly #pool: Pool;
  /** Export → entries that it had when we looked, and ours. */
  readonly #known = new Map<number, Set<string>>();

  /** @param pool Where the log is. */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Writes those of the entries that the export does not have yet.
   *
   * @returns How many were written.
   * @throws {LogError} They could not be written; none of them was.
   */
  async write(exportId: number, entries: readonly Entry[]): Promise<number> {
    const known = await this.#knownOf(exportId);
    let written = 0;
    for (let at = 0; at < entries.length; at += BATCH) {
      const batch = entries.slice(at, at + BATCH);
      // Looking for a text among all others costs more than writing it: it is done only for texts seen before, which
      // somebody may have removed since.
      const isNew = known !== null &&
        !batch.some((entry) => known.has(idOf(entry)));
      const sql = isNew
        ? insertNewText(exportId, batch)
        : insertText(exportId, batch);
      written += await this.#again(exportId, sql);
      for (const entry of batch) known?.add(idOf(entry));
    }
    return written;
  }

  /** Removes one entry, exactly as it was written. */
  async remove(exportId: number, entry: Entry): Promise<number> {
    const changed = await this.#pool.run(
      `DELETE FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND ${
        sameEntry(entry, "")
      }`,
    );
    return changed.affectedRows;
  }

  /** Notes that a file of results was opened. */
  async writeFile(exportId: number, analysisFileName: string): Promise<void> {
    await this.#again(
      exportId,
      `INSERT INTO ${SELECTION_FILE} (export_id, analysis_file_name) VALUES (${exportId}, ${
        textLiteral(analysisFileName)
      }) ON DUPLICATE KEY UPDATE export_id = VALUES(export_id)`,
    );
  }

  /** What the export has, `null` where that is too much to remember. */
  async #knownOf(exportId: number): Promise<Set<string> | null> {
    let known = this.#known.get(exportId);
    if (known === undefined) {
      const rows = await this.#pool.texts(
        `SELECT table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} LIMIT ${MOST_KNOWN}`,
      );
      known = new Set(
        rows.map(([table, restriction]) =>
          idOf({ table: table!, restriction: restriction! })
        ),
      );
      this.#known.set(exportId, known);
    }
    return known.size < MOST_KNOWN ? known : null;
  }

  /** A statement of its own is its own transaction: after a deadlock it may simply be run again. */
  async #again(exportId: number, sql: string): Promise<number> {
    for (let tries = 1;; tries++) {
      try {
        return (await this.#pool.run(sql)).affectedRows;
      } catch (error) {
        if (!isTransient(error) || tries >= MOST_TRIES) {
          throw logError(exportId, error);
        }
        await new Promise((done) =>
          setTimeout(done, Math.random() * Math.min(tries * 4, 100))
        );
      }
    }
  }
}

/** True when an entry of this table and restriction is there, compared character by character. */
export async function hasEntry(
  session: Session,
  exportId: number,
  entry: Entry,
): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT 1 FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND ${
      sameEntry(entry, "")
    } LIMIT 1`,
  );
  return rows.length > 0;
}

const BATCH = 100;
const MOST_KNOWN = 100_000;
const MOST_TRIES = 60;
const DUPLICATE_KEY = 1062;
const NO_PARENT = 1452;

function isTransient(error: unknown): boolean {
  return isRetryable(error) ||
    (error instanceof QueryError && error.errno === DUPLICATE_KEY);
}

/** One look into the key's index an export, where the largest of all entries would read every entry. */
const LAST_IDS =
  `(SELECT MAX(table_id) AS last FROM ${SELECTION_TABLE} GROUP BY export_id) AS ids`;

/**
 * One statement: the next ids are the largest one's successors (Python takes the largest one + 1, too). What is there
 * already is left out.
 */
function insertText(exportId: number, entries: readonly Entry[]): string {
  return `${insertNewText(exportId, entries)}
WHERE NOT EXISTS (SELECT 1 FROM ${SELECTION_TABLE} AS old WHERE old.export_id = ${exportId}
 AND ${same("old.table_name", "fresh.t")} AND ${
    same("old.restriction", "fresh.r")
  })`;
}

function insertNewText(exportId: number, entries: readonly Entry[]): string {
  const rows = entries.map(({ table, restriction }, i) =>
    `SELECT ${i + 1} AS n, ${textLiteral(table)} AS t, ${
      textLiteral(restriction)
    } AS r`
  );
  return `INSERT INTO ${SELECTION_TABLE} (export_id, table_id, table_name, restriction)
SELECT ${exportId}, base.id + fresh.n, fresh.t, fresh.r
FROM (SELECT COALESCE(MAX(last), 0) AS id FROM ${LAST_IDS}) AS base,
 (${rows.join("\n UNION ALL ")}) AS fresh`;
}

function idOf({ table, restriction }: Entry): string {
  return `${table}\n${restriction}`;
}

function sameEntry({ table, restriction }: Entry, prefix: string): string {
  return `${same(`${prefix}table_name`, textLiteral(table))} AND ${
    same(`${prefix}restriction`, textLiteral(restriction))
  }`;
}

/**
 * The column's own collation takes `A` for `a`, which are two restrictions; but it tells most others apart at once.
 */
function same(column: string, value: string): string {
  return `${column} = ${value} AND CAST(CONVERT(${column} USING utf8mb4) AS BINARY) = CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
}

function logError(exportId: number, error: unknown): LogError {
  const cause = error instanceof Error ? error.message : String(error);
  if (error instanceof QueryError && error.errno === NO_PARENT) {
    return new LogError(
      `Cannot log a read: the server knows no export ${exportId}, wanted the active one; start it again: ExportSelection.startExport({ paper_id, analysis_id }) (${cause})`,
      { cause: error },
    );
  }
  return new LogError(
    `Cannot log a read in export ${exportId}: ${cause}; the read was not given out`,
    { cause: error },
  );
}
