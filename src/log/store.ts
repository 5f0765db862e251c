/**
 * Writes log entries, race-free: any number of processes may log at once, Python's beside ours.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import type { Pool } from "../connection/session.ts";
import { LogError, QueryError } from "../errors.ts";
import { SELECTION_FILE } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import type { Entry } from "./entry.ts";
import { INSERT_ONE, present, removal } from "./entry_statements.ts";
import { EntryWriter, isTaken } from "./entry_writer.ts";
import { hashOf, type Known, KnownEntries } from "./known_entries.ts";
import { Lane } from "./lane.ts";
import type { ToldEntry } from "./read_news.ts";
import type { PlacedEntry } from "./read_notes.ts";
import { WriteQueue } from "./write_queue.ts";

/** Writes to the log of one database. */
export class LogStore {
  readonly #pool: Pool;
  readonly #lane: Lane;
  readonly #known: KnownEntries;
  readonly #writer: EntryWriter;
  readonly #queues = new Map<number, WriteQueue>();

  /** @param pool Where the log is. */
  constructor(pool: Pool) {
    this.#pool = pool;
    this.#lane = new Lane(pool, INSERT_ONE);
    this.#known = new KnownEntries(pool);
    this.#writer = new EntryWriter(pool, this.#lane, this.#known);
  }

  /** Learns what an export's log holds before the first read needs it. */
  async prepare(exportId: number): Promise<void> {
    this.#lane.open();
    await this.#known.of(exportId);
  }

  /**
   * Writes those of the entries that the export does not have. What needs no look before goes out before this returns.
   *
   * @returns Those that were written.
   * @throws {LogError} They could not be written.
   */
  async write(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<ReadonlySet<Entry>> {
    if (entries.length === 0) return NONE;
    try {
      const known = this.#known.now(exportId) ??
        await this.#known.of(exportId);
      const missing = this.#isNew(entries, known)
        ? entries
        : await this.#missing(exportId, entries, known);
      if (missing.length === 0) return NONE;
      return await this.#queue(exportId).add(missing);
    } catch (error) {
      throw logError(exportId, error);
    }
  }

  /** Those of the entries that the log has, with their places. */
  async find(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<PlacedEntry[]> {
    const known = await this.#known.of(exportId);
    const there = await this.#present(exportId, entries, known);
    return entries.flatMap((entry) => {
      const tableId = there.get(entry);
      return tableId === undefined ? [] : [{ exportId, tableId, ...entry }];
    });
  }

  /** The entries with the places where they were when we last knew; nobody is asked. */
  async remembered(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<ToldEntry[]> {
    const { ids } = await this.#known.of(exportId);
    return entries.map((entry) => ({
      ...entry,
      tableId: ids.get(hashOf(entry)) ?? null,
    }));
  }

  /** True when the export has all of the entries. */
  async has(exportId: number, entries: readonly Entry[]): Promise<boolean> {
    return await logging(exportId, async () => {
      const known = await this.#known.of(exportId);
      return (await this.#missing(exportId, entries, known)).length === 0;
    });
  }

  /** Removes one entry, exactly as it was written. */
  async remove(exportId: number, entry: Entry): Promise<number> {
    return (await this.#pool.run(removal(exportId, entry))).affectedRows;
  }

  /** Notes that a file of results was opened. */
  async writeFile(exportId: number, analysisFileName: string): Promise<void> {
    const sql =
      `INSERT INTO ${SELECTION_FILE} (export_id, analysis_file_name) VALUES (${exportId}, ${
        textLiteral(analysisFileName)
      }) ON DUPLICATE KEY UPDATE export_id = VALUES(export_id)`;
    await logging(exportId, () => patiently(() => this.#pool.run(sql)));
  }

  /** Resolves when nothing is being looked up in the background, and no connection is held. */
  async settled(): Promise<void> {
    this.#lane.close();
    await this.#known.settled();
  }

  #isNew(entries: readonly Entry[], { ids }: Known): boolean {
    return entries.every((entry) => !ids.has(hashOf(entry)));
  }

  /** Entries that are not where they were: one SELECT, which locks nothing, for a read that was made before. */
  async #missing(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<readonly Entry[]> {
    const there = await this.#present(exportId, entries, known);
    return there.size === 0
      ? entries
      : entries.filter((entry) => !there.has(entry));
  }

  async #present(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<ReadonlyMap<Entry, number>> {
    const there = new Map<Entry, number>();
    const places = entries.flatMap((entry) => {
      const id = known.ids.get(hashOf(entry));
      return id === undefined ? [] : [{ entry, id }];
    });
    for (let at = 0; at < places.length; at += LARGE) {
      const some = places.slice(at, at + LARGE);
      const rows = await patiently(() =>
        this.#lane.texts(present(exportId, some))
      );
      const ids = new Set(rows.map(([id]) => Number(id)));
      for (const { entry, id } of some) if (ids.has(id)) there.set(entry, id);
    }
    return there;
  }

  #queue(exportId: number): WriteQueue {
    const queue = this.#queues.get(exportId) ??
      new WriteQueue((entries) => this.#insert(exportId, entries));
    this.#queues.set(exportId, queue);
    return queue;
  }

  /**
   * What is there is not written again, so a write may be tried again whatever became of it: after a deadlock, a lost
   * connection, or when somebody else took the same id.
   */
  #insert(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<ReadonlySet<Entry>> {
    return patiently(async () => {
      const known = this.#known.now(exportId) ??
        await this.#known.of(exportId);
      // Another read may have written it while this one waited for its turn.
      const missing = this.#isNew(entries, known)
        ? entries
        : await this.#missing(exportId, entries, known);
      if (missing.length === 0) return NONE;
      return await this.#writer.write(exportId, missing, known);
    }, { also: isTaken });
  }
}

const NONE: ReadonlySet<Entry> = new Set();

/** How many entries one statement names. */
const LARGE = 100;

const NO_PARENT = 1452;

async function logging<T>(
  exportId: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw logError(exportId, error);
  }
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
