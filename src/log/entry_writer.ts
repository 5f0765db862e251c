/**
 * Gives new entries their ids and writes them: one by a single statement, several in one transaction.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { QueryError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import {
  insertAll,
  insertOne,
  lockedSince,
  valuesOf,
} from "./entry_statements.ts";
import { type Known, type KnownEntries, nextId } from "./known_entries.ts";
import type { Lane } from "./lane.ts";

/** Writes entries that are not remembered to be there. */
export class EntryWriter {
  readonly #pool: Pool;
  readonly #lane: Lane;
  readonly #known: KnownEntries;

  /** @param lane For single statements. */
  constructor(pool: Pool, lane: Lane, known: KnownEntries) {
    this.#pool = pool;
    this.#lane = lane;
    this.#known = known;
  }

  /**
   * Writes those of the entries that nobody else has written meanwhile, all or none.
   *
   * @param known What is known of the export now.
   * @returns Those that were written.
   * @throws {QueryError} Somebody took the same id, {@linkcode isTaken}: then it may be done again.
   */
  write(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<ReadonlySet<Entry>> {
    if (entries.length > 1) return this.#insertAll(exportId, entries, known);
    return known.isAlone && !known.isFull
      ? this.#insertNext(exportId, entries[0]!, nextId(known))
      : this.#insertOne(exportId, entries[0]!, known);
  }

  /** One statement, whoever else writes. */
  async #insertOne(
    exportId: number,
    entry: Entry,
    known: Known,
  ): Promise<ReadonlySet<Entry>> {
    const from = { last: lookFrom(known), floor: known.floor };
    const { affectedRows, insertId } = await this.#lane.run(
      insertOne(exportId, entry, from),
    );
    if (affectedRows === 0) {
      // Somebody else wrote it: from now on we know where.
      await this.#known.look(exportId);
      return NONE;
    }
    this.#known.note(exportId, [entry], insertId);
    return new Set([entry]);
  }

  /**
   * Nobody else writes: then a plain INSERT does, as almost every read needs, and where somebody does after all, the id
   * is taken.
   */
  async #insertNext(
    exportId: number,
    entry: Entry,
    id: number,
  ): Promise<ReadonlySet<Entry>> {
    try {
      await this.#lane.runPrepared(
        valuesOf(exportId, entry, id),
        () => insertAll(exportId, [entry], id),
      );
    } catch (error) {
      if (isTaken(error)) await this.#known.look(exportId);
      throw error;
    }
    this.#known.note(exportId, [entry], id);
    return new Set([entry]);
  }

  /** A transaction: it sees what others wrote, keeps them from writing more, and writes what is new, all or none. */
  async #insertAll(
    exportId: number,
    entries: readonly Entry[],
    known: Known,
  ): Promise<ReadonlySet<Entry>> {
    const { fresh, first } = await inTransaction(
      this.#pool,
      async (session) => {
        const rows = await session.texts(
          lockedSince(exportId, lookFrom(known)),
        );
        const others = new Set(
          rows.map(([, table, text]) => `${table}\n${text}`),
        );
        const fresh = entries.filter(({ table, restriction }) =>
          !others.has(`${table}\n${restriction}`)
        );
        const largest = Math.max(
          known.floor,
          known.last,
          Number(rows.at(-1)?.[0] ?? 0),
        );
        for (const { at, some } of batches(fresh)) {
          await session.run(insertAll(exportId, some, largest + 1 + at));
        }
        return { fresh, first: largest + 1 };
      },
    );
    if (fresh.length < entries.length) await this.#known.look(exportId);
    if (fresh.length > 0) this.#known.note(exportId, fresh, first);
    return new Set(fresh);
  }
}

const NONE: ReadonlySet<Entry> = new Set();

/** How many entries one statement names. */
const LARGE = 100;

const DUPLICATE_KEY = 1062;

/** What is not remembered may be anywhere where not everything is. */
function lookFrom(known: Known): number {
  return known.isFull ? 0 : known.last;
}

function* batches(
  entries: readonly Entry[],
): Generator<{ readonly at: number; readonly some: readonly Entry[] }> {
  for (let at = 0; at < entries.length; at += LARGE) {
    yield { at, some: entries.slice(at, at + LARGE) };
  }
}

/** Somebody else took the same id at the same moment. */
export function isTaken(error: unknown): boolean {
  return error instanceof QueryError && error.errno === DUPLICATE_KEY;
}
