/**
 * Writes log entries, race-free: any number of processes may log at once, Python's beside ours.
 *
 * @module
 */
import type { Pool, Session } from "../connection/session.ts";
import { isLostConnection, isRetryable } from "../connection/server_error.ts";
import { inTransaction } from "../connection/transaction.ts";
import { LogError, QueryError } from "../errors.ts";
import { SELECTION_FILE, SELECTION_TABLE } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import type { Entry } from "./entry.ts";
import { KnownEntries } from "./known_entries.ts";

/** Writes to the log of one database. */
export class LogStore {
  readonly #pool: Pool;
  readonly #known: KnownEntries;

  /** @param pool Where the log is. */
  constructor(pool: Pool) {
    this.#pool = pool;
    this.#known = new KnownEntries(pool);
  }

  /**
   * Writes those of the entries that the export does not have.
   *
   * @returns How many were written.
   * @throws {LogError} They could not be written; none of them was.
   */
  async write(exportId: number, entries: readonly Entry[]): Promise<number> {
    if (entries.length === 0) return 0;
    return await again(exportId, async () => {
      const texts: string[] = [];
      for (let at = 0; at < entries.length; at += BATCH) {
        const batch = entries.slice(at, at + BATCH);
        texts.push(await this.#insertText(exportId, batch));
      }
      return texts.length === 1
        ? (await this.#pool.run(texts[0]!)).affectedRows
        : await inTransaction(this.#pool, (session) => runAll(session, texts));
    });
  }

  /** Removes one entry, exactly as it was written. */
  async remove(exportId: number, entry: Entry): Promise<number> {
    const changed = await this.#pool.run(
      `DELETE FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND ${
        same("table_name", textLiteral(entry.table))
      } AND ${same("restriction", textLiteral(entry.restriction))}`,
    );
    return changed.affectedRows;
  }

  /** Notes that a file of results was opened. */
  async writeFile(exportId: number, analysisFileName: string): Promise<void> {
    const sql =
      `INSERT INTO ${SELECTION_FILE} (export_id, analysis_file_name) VALUES (${exportId}, ${
        textLiteral(analysisFileName)
      }) ON DUPLICATE KEY UPDATE export_id = VALUES(export_id)`;
    await again(exportId, async () => (await this.#pool.run(sql)).affectedRows);
  }

  /**
   * One statement: the next ids are the largest one's successors (Python takes the largest one + 1, too). What is
   * there already is left out; looking for a text among all others would cost more than writing it, so only those are
   * looked at that had it when we last saw them, and those that came later.
   */
  async #insertText(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<string> {
    const { ids, last } = await this.#known.of(exportId, entries);
    const places = ids.length === 0
      ? `old.table_id > ${last}`
      : `(old.table_id > ${last} OR old.table_id IN (${ids.join(", ")}))`;
    if (entries.length === 1) return oneText(exportId, entries[0]!, places);
    const rows = entries.map(({ table, restriction }, i) =>
      `SELECT ${i + 1} AS n, ${textLiteral(table)} AS t, ${
        textLiteral(restriction)
      } AS r`
    );
    return `INSERT INTO ${SELECTION_TABLE} (export_id, table_id, table_name, restriction)
SELECT ${exportId}, base.id + fresh.n, fresh.t, fresh.r
FROM (SELECT COALESCE(MAX(last), 0) AS id FROM ${LAST_IDS}) AS base,
 (${rows.join("\n UNION ALL ")}) AS fresh
WHERE NOT EXISTS (SELECT 1 FROM ${SELECTION_TABLE} AS old WHERE old.export_id = ${exportId}
 AND ${places} AND ${same("old.table_name", "fresh.t")} AND ${
      same("old.restriction", "fresh.r")
    })`;
  }
}

/** The same for one entry, as almost every read has one: without a list it costs the server a third less. */
function oneText(exportId: number, entry: Entry, places: string): string {
  const table = textLiteral(entry.table);
  const restriction = textLiteral(entry.restriction);
  return `INSERT INTO ${SELECTION_TABLE} (export_id, table_id, table_name, restriction)
SELECT ${exportId}, COALESCE(MAX(last), 0) + 1, ${table}, ${restriction} FROM ${LAST_IDS}
HAVING NOT EXISTS (SELECT 1 FROM ${SELECTION_TABLE} AS old WHERE old.export_id = ${exportId}
 AND ${places} AND ${same("old.table_name", table)} AND ${
    same("old.restriction", restriction)
  })`;
}

const BATCH = 100;
/** No try begins later than this, in milliseconds. */
const PATIENCE = 15_000;
const DUPLICATE_KEY = 1062;
const NO_PARENT = 1452;

/** One look into the key's index an export, where the largest of all entries would read every entry. */
const LAST_IDS =
  `(SELECT MAX(table_id) AS last FROM ${SELECTION_TABLE} GROUP BY export_id) AS ids`;

/**
 * What is there is not written again, so a write may be tried again whatever became of it: after a deadlock, a lost
 * connection, or when somebody else took the same id.
 */
async function again(
  exportId: number,
  write: () => Promise<number>,
): Promise<number> {
  const end = Date.now() + PATIENCE;
  for (let tries = 1;; tries++) {
    try {
      return await write();
    } catch (error) {
      const wait = Math.random() * Math.min(tries * 4, 100);
      if (!isTransient(error) || Date.now() + wait >= end) {
        throw logError(exportId, error);
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

function isTransient(error: unknown): boolean {
  return isRetryable(error) || isLostConnection(error) ||
    (error instanceof QueryError && error.errno === DUPLICATE_KEY);
}

async function runAll(
  session: Session,
  texts: readonly string[],
): Promise<number> {
  let written = 0;
  for (const text of texts) written += (await session.run(text)).affectedRows;
  return written;
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
