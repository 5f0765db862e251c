/**
 * Writes log entries, race-free: any number of processes may log at once, Python's beside ours.
 *
 * @module
 */
import { isServerAway, patiently } from "../connection/patience.ts";
import type { Pool } from "../connection/session.ts";
import { SELECTION_FILE } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import { batches } from "./entries/batches.ts";
import type { Entry } from "./entries/entry.ts";
import { hashOf } from "./entries/entry_hash.ts";
import { INSERT_ONE, present, removalOf } from "./entries/entry_statements.ts";
import { EntryWriter, isTaken, type Placed } from "./entries/entry_writer.ts";
import { type Known, KnownEntries } from "./entries/known_entries.ts";
import { Lane } from "./entries/lane.ts";
import { logError } from "./entries/log_error.ts";
import { LogMemory } from "./log_memory.ts";
import type { ToldEntry } from "./read_news.ts";
import type { PlacedEntry } from "./notes/read_notes.ts";
import { WriteQueue, type WriteTurn } from "./entries/write_queue.ts";

/** An entry, and the ids under which this process wrote it. */
export interface WrittenEntry extends Entry {
  readonly ids: readonly number[];
}

/** Writes to the log of one database. */
export class LogStore {
  /** What all connections to this log remember. */
  readonly memory: LogMemory;
  readonly #pool: Pool;
  readonly #lane: Lane;
  readonly #known: KnownEntries;
  readonly #writer: EntryWriter;
  readonly #queues = new Map<number, WriteQueue>();

  /**
   * @param pool Where the log is.
   * @param memory What other connections to it remember, too.
   * @param most See {@linkcode KnownEntries}.
   */
  constructor(pool: Pool, memory = new LogMemory(), most?: number) {
    this.#pool = pool;
    this.memory = memory;
    this.#lane = new Lane(pool, INSERT_ONE);
    this.#known = new KnownEntries(pool, memory, most);
    this.#writer = new EntryWriter(pool, this.#lane, this.#known);
  }

  /** Learns what an export's log holds before the first read needs it. */
  async prepare(exportId: number): Promise<void> {
    this.#lane.open();
    await this.#known.renew(exportId);
  }

  /**
   * Writes those of the entries that the log lacks, or that another process may still take out of it. Where the log need
   * not be asked for that, the statement goes out before this returns.
   *
   * @returns Those that were written, and their ids.
   * @throws {LogError} They could not be written.
   */
  async write(exportId: number, entries: readonly Entry[]): Promise<Placed> {
    if (entries.length === 0) return NONE;
    try {
      const known = this.#known.now(exportId) ??
        await this.#known.of(exportId);
      const areNew = this.#areNew(entries, known);
      const missing = areNew
        ? entries
        : await patiently(() => this.#missing(exportId, entries, known));
      if (missing.length === 0) return NONE;
      return await this.#queue(exportId).add(missing, areNew);
    } catch (error) {
      throw logError(exportId, error);
    }
  }

  /** Those of the entries that the log has, where they were when we last knew, with their places. */
  async find(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<PlacedEntry[]> {
    const known = await this.#known.of(exportId);
    const there = await patiently(() =>
      this.#stillThere(exportId, entries, known)
    );
    return entries.flatMap((entry) => {
      const tableId = there.get(entry);
      return tableId === undefined ? [] : [{ exportId, tableId, ...entry }];
    });
  }

  /** The entries with the places where they were when we last knew; the log is not asked. */
  async lastPlaces(
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
  async hasAll(exportId: number, entries: readonly Entry[]): Promise<boolean> {
    return await logging(exportId, async () => {
      const known = await this.#known.of(exportId);
      const missing = await patiently(() =>
        this.#missing(exportId, entries, known)
      );
      return missing.length === 0;
    });
  }

  /** Takes back what this process wrote for reads that gave nothing. What another process adopted has another id by now. */
  async takeBack(
    exportId: number,
    entries: readonly WrittenEntry[],
  ): Promise<void> {
    const places = entries.flatMap(({ ids, ...entry }) =>
      ids.map((id) => ({ ...entry, entry, id }))
    );
    for (const { some } of batches(places)) {
      const text = removalOf(exportId, some);
      await patiently(() => this.#pool.run(text), { ms: PATIENCE });
    }
  }

  /** Notes that files of results were opened, all or none. */
  async writeFiles(exportId: number, names: readonly string[]): Promise<void> {
    const rows = names.map((name) => `(${exportId}, ${textLiteral(name)})`);
    const sql =
      `INSERT INTO ${SELECTION_FILE} (export_id, analysis_file_name) VALUES ${
        rows.join(", ")
      } ON DUPLICATE KEY UPDATE export_id = VALUES(export_id)`;
    await logging(exportId, () => patiently(() => this.#pool.run(sql)));
  }

  /** Resolves when nothing is being looked up in the background, and no connection is held. */
  async settled(): Promise<void> {
    this.#lane.close();
    await this.#known.settled();
  }

  /** True where the log is known to lack all of these: none is remembered, and all that it has would be. */
  #areNew(entries: readonly Entry[], { ids, isFull }: Known): boolean {
    return !isFull && entries.every((entry) => !ids.has(hashOf(entry)));
  }

  /**
   * Those of the entries that the log lacks. Where it may have one, it is asked by one SELECT, which locks nothing: so is
   * a read that was made before.
   */
  async #missing(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<readonly Entry[]> {
    const there = await this.#stillThere(exportId, entries, known);
    const missing = entries.filter((entry) => !there.has(entry));
    return known.isFull ? await this.#notNoted(exportId, missing) : missing;
  }

  /** Those of the entries that are where they were when we last knew. */
  async #stillThere(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<ReadonlyMap<Entry, number>> {
    const there = new Map<Entry, number>();
    const places = entries.flatMap((entry) => {
      const id = known.ids.get(hashOf(entry));
      return id === undefined ? [] : [{ ...entry, entry, id }];
    });
    for (const { some } of batches(places)) {
      const rows = await this.#lane.texts(present(exportId, some));
      const ids = new Set(rows.map(([id]) => Number(id)));
      for (const { entry, id } of some) if (ids.has(id)) there.set(entry, id);
    }
    return there;
  }

  /** Those of the entries that nobody has noted, so that others may still take them back; see `known_entries.ts`. */
  async #notNoted(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<readonly Entry[]> {
    const missing: Entry[] = [];
    for (const { some } of batches(entries)) {
      const noted = await this.#known.noted(exportId, some);
      missing.push(...some.filter((entry) => !noted.has(entry)));
    }
    return missing;
  }

  #queue(exportId: number): WriteQueue {
    const queue = this.#queues.get(exportId) ??
      new WriteQueue(this.#insert.bind(this, exportId));
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
    { isNew, ms }: WriteTurn,
  ): Promise<Placed> {
    let isSure = isNew;
    // What stands behind this id may be what a lost connection wrote after all.
    let after = Infinity;
    return patiently(async () => {
      // Another read may have written it while this one waited for its turn.
      const known = this.#known.now(exportId)!;
      const missing = isSure
        ? entries
        : await this.#missing(exportId, entries, known);
      isSure = false;
      if (missing.length === 0) return NONE;
      const recovered = after === Infinity
        ? NONE
        : await this.#writer.recover(exportId, missing, after);
      if (recovered.size === missing.length) return recovered;
      const { last } = this.#known;
      try {
        return known.adoptable.size === 0
          ? await this.#writer.write(exportId, missing)
          : await this.#adoptOrWrite(exportId, missing);
      } catch (error) {
        if (isServerAway(error)) after = Math.min(after, last);
        throw error;
      }
    }, { also: isTaken, ms });
  }

  async #adoptOrWrite(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<Placed> {
    const adopted = await this.#writer.adopt(exportId, entries);
    const rest = entries.filter((entry) => !adopted.has(entry));
    if (rest.length === 0) return adopted;
    const written = await this.#writer.write(exportId, rest);
    return new Map([...adopted, ...written]);
  }
}

const NONE: Placed = new Map();

/** Milliseconds for which taking back is tried: the read's own error is what the user waits for. */
const PATIENCE = 3000;

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
