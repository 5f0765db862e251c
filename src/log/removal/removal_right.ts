/**
 * Whether entries of the log can be removed again: a stream logs more than it may come to give.
 *
 * @module
 */
import { PATIENCE, patiently } from "../../connection/patience.ts";
import { isReadOnly, isRetryable } from "../../connection/server_error.ts";
import type { Session } from "../../connection/session.ts";
import { LogError, QueryError, SpyglassError } from "../../errors.ts";
import { SELECTION_TABLE } from "../../spyglass/usage_tables.ts";
import { removal } from "../entries/entry_statements.ts";
import { isOfNoExport } from "../entries/log_error.ts";

/** A user's right to remove entries; it is asked for once. */
export class RemovalRight {
  readonly #session: Session;
  readonly #patience: number;
  #asked: Promise<unknown> | null = null;

  /**
   * @param session Where the log is.
   * @param patience Milliseconds in which others may let go of the log.
   */
  constructor(session: Session, patience = PATIENCE) {
    this.#session = session;
    this.#patience = patience;
  }

  /**
   * Makes sure of it.
   *
   * @throws {LogError} This user may not, or others hold the log.
   */
  async check(exportId: number): Promise<void> {
    this.#asked ??= this.#remove(exportId, [NO_ENTRY]);
    try {
      await this.#asked;
    } catch (error) {
      this.#asked = null;
      throw error instanceof QueryError ? refused(exportId, error) : error;
    }
  }

  /**
   * Removes provisional entries, whose texts nobody else writes.
   *
   * @throws {LogError} This user may not any more, others hold them, or the server is away.
   */
  async remove(exportId: number, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      await this.#remove(exportId, ids);
    } catch (error) {
      // The next stream asks anew, before it gives anything.
      this.#asked = null;
      throw error instanceof SpyglassError
        ? stays(exportId, ids, error)
        : error;
    }
  }

  async #remove(exportId: number, ids: readonly number[]): Promise<void> {
    const sql = removal(exportId, ids);
    await patiently(() => this.#session.run(sql), { ms: this.#patience });
  }
}

/**
 * Writes what takes the place of provisional entries.
 *
 * @throws {LogError} It cannot be written: these are all that names the rows that were given.
 */
export async function replacing<T>(
  exportId: number,
  ids: readonly number[],
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (ids.length === 0 || !(error instanceof SpyglassError)) throw error;
    // Nothing is left to be removed.
    if (isOfNoExport(error.cause)) throw error;
    throw onlyThese(exportId, ids, error);
  }
}

/** Entries are numbered from 1 on. */
const NO_ENTRY = 0;

function refused(exportId: number, error: QueryError): LogError {
  const wanted = isRetryable(error)
    ? `others hold the log's entries (${SELECTION_TABLE}), wanted them free: read it again when they have ended`
    : isReadOnly(error)
    ? "the server takes no changes, and the log is one: connect to the one that does, or stop the export"
    : `the log must be left with no more than the stream gives, which needs DELETE on ${SELECTION_TABLE}; read it at once: rows(), fetch()`;
  return new LogError(
    `Cannot log a stream in export ${exportId}: ${error.message}; ${wanted}`,
    { cause: error },
  );
}

function stays(
  exportId: number,
  ids: readonly number[],
  error: SpyglassError,
): LogError {
  const wanted = isRetryable(error)
    ? "these entries free; when whoever holds them has ended"
    : error instanceof QueryError
    ? `DELETE on ${SELECTION_TABLE}; have that granted again`
    : "the server; when it is back";
  return new LogError(
    `Cannot end a stream in export ${exportId}: ${error.message}; its log holds more than the stream gave, wanted ${wanted}, remove what is too much: ${
      removal(exportId, ids)
    }`,
    { cause: error },
  );
}

function onlyThese(
  exportId: number,
  ids: readonly number[],
  error: SpyglassError,
): LogError {
  const cause = error.cause instanceof Error ? error.cause : error;
  return new LogError(
    `Cannot end a stream in export ${exportId}: ${cause.message}; the rows that it gave are in the log, with others that it did not give, wanted those alone; when the log can be written again, read what you need once more, and then remove what the stream left: ${
      removal(exportId, ids)
    }`,
    { cause },
  );
}
