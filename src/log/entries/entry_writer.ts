/**
 * Gives new entries their ids and writes them: by a single statement, or, where others write, too, several in one
 * transaction.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { QueryError } from "../../errors.ts";
import { batches } from "./batches.ts";
import type { Entry } from "./entry.ts";
import { hashOf } from "./entry_hash.ts";
import {
  allAlike,
  idsOf,
  insertAll,
  insertOne,
  lockedEnd,
  moved,
  valuesOf,
} from "./entry_statements.ts";
import { idsAfter } from "./id_slots.ts";
import type { KnownEntries } from "./known_entries.ts";
import type { Lane } from "./lane.ts";
import { isDenied } from "../../connection/server_error.ts";

/** Entries and their ids; `null` for one that may be somebody else's, too, so that it is not ours to take back. */
export type Placed = ReadonlyMap<Entry, number | null>;

/** Writes entries. */
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
   * Writes the entries, all or none.
   *
   * @throws {QueryError} Somebody took the same id, {@linkcode isTaken}: then it may be done again.
   */
  write(exportId: number, entries: readonly Entry[]): Promise<Placed> {
    if (this.#known.slots.step > 1) {
      return this.#insertInSlots(exportId, entries);
    }
    const { last, isAlone } = this.#known;
    if (isAlone && isOneBatch(entries)) {
      return this.#insertNext(exportId, entries, last + 1);
    }
    return entries.length > 1
      ? this.#insertAll(exportId, entries)
      : this.#insertOne(exportId, entries[0]!, last);
  }

  /**
   * Finds what a write whose connection was lost did after all, and makes it ours. It may be another process's entry of
   * the same text: under another id neither takes it back.
   *
   * @param after The largest id that was known before it.
   * @returns All of them, or none: they are written together.
   */
  async recover(
    exportId: number,
    entries: readonly Entry[],
    after: number,
  ): Promise<Placed> {
    const left: [Entry, number][] = [];
    for (const { some } of batches(entries)) {
      const rows = await this.#lane.texts(allAlike(exportId, some));
      for (const entry of some) {
        const id = idsOf(entry, rows).find((one) => one > after);
        if (id === undefined) return NONE;
        left.push([entry, id]);
      }
    }
    const own = left.filter(([entry]) => entry.isProvisional);
    const others = left.filter(([entry]) => !entry.isProvisional);
    for (const [entry, id] of own) this.#known.note(exportId, [entry], id);
    if (others.length > 0 && !await this.#move(exportId, others)) return NONE;
    return new Map([...own, ...nobodys(others)]);
  }

  /**
   * Makes entries ours that other processes wrote: under another id nobody takes them back.
   *
   * @returns Those that could be, none of which is ours to take back.
   */
  async adopt(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<Placed> {
    const { adoptable } = this.#known.now(exportId)!;
    const places = entries.flatMap((entry) => {
      const id = adoptable.get(hashOf(entry));
      return id === undefined ? [] : [[entry, id] as const];
    });
    if (places.length === 0) return NONE;
    if (await this.#move(exportId, places)) return nobodys(places);
    for (const [entry] of places) this.#known.leave(exportId, entry);
    return NONE;
  }

  /** @returns False where they are not there any more, or may not be changed. */
  async #move(
    exportId: number,
    places: readonly (readonly [Entry, number])[],
  ): Promise<boolean> {
    await this.#known.look();
    const { last, slots } = this.#known;
    const idAt = idsAfter(last, slots);
    try {
      await inTransaction(this.#pool, async (session) => {
        for (const [at, [entry, from]] of places.entries()) {
          const text = moved(exportId, entry, from, idAt(at));
          const { affectedRows } = await session.run(text);
          if (affectedRows === 0) throw new Gone();
        }
      });
    } catch (error) {
      if (error instanceof Gone || isDenied(error)) return false;
      throw error;
    }
    for (const [at, [entry]] of places.entries()) {
      this.#known.noteInSlot(exportId, entry, idAt(at));
    }
    return true;
  }

  /** One statement, whoever else writes. */
  async #insertOne(
    exportId: number,
    entry: Entry,
    last: number,
  ): Promise<Placed> {
    const { insertId } = await this.#lane.run(insertOne(exportId, entry, last));
    return this.#note(exportId, [entry], insertId);
  }

  /**
   * Nobody else writes: then a plain INSERT does, as almost every read needs, and where somebody does after all, the id
   * is taken.
   */
  async #insertNext(
    exportId: number,
    entries: readonly Entry[],
    id: number,
  ): Promise<Placed> {
    const text = () => insertAll(exportId, entries, id);
    try {
      await (entries.length === 1
        ? this.#lane.runPrepared(valuesOf(exportId, entries[0]!, id), text)
        : this.#lane.run(text()));
    } catch (error) {
      if (isTaken(error)) await this.#known.look();
      throw error;
    }
    return this.#note(exportId, entries, id);
  }

  /** A transaction: it keeps others from writing after what is there, and writes all or none. */
  async #insertAll(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<Placed> {
    const first = await inTransaction(this.#pool, async (session) => {
      const { columns: [ends] } = await session.columns(lockedEnd(exportId));
      const first = 1 + Math.max(this.#known.last, Number(ends?.[0] ?? 0));
      for (const { at, some } of batches(entries)) {
        await session.run(insertAll(exportId, some, first + at));
      }
      return first;
    });
    return this.#note(exportId, entries, first);
  }

  /**
   * Several servers write: none of them sees the others' locks. No lock is taken, and whoever meets somebody else's id
   * looks where the log ends.
   */
  async #insertInSlots(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<Placed> {
    const { last, slots } = this.#known;
    const idAt = idsAfter(last, slots);
    try {
      const texts = [...batches(entries)].map(({ at, some }) =>
        insertAll(exportId, some, idAt(at), slots.step)
      );
      if (texts.length === 1) await this.#lane.run(texts[0]!);
      else {
        await inTransaction(this.#pool, async (session) => {
          for (const text of texts) await session.run(text);
        });
      }
    } catch (error) {
      if (error instanceof QueryError) await this.#known.look();
      throw error;
    }
    const placed = entries.map((entry, at) => [entry, idAt(at)] as const);
    for (const [entry, id] of placed) {
      this.#known.noteInSlot(exportId, entry, id);
    }
    return new Map(placed);
  }

  #note(exportId: number, entries: readonly Entry[], first: number): Placed {
    this.#known.note(exportId, entries, first);
    return new Map(entries.map((entry, at) => [entry, first + at]));
  }
}

const NONE: Placed = new Map();

/** Entries that stay, whichever read fails. */
function nobodys(places: readonly (readonly [Entry, number])[]): Placed {
  return new Map(places.map(([entry]) => [entry, null]));
}

/** An entry that was taken back meanwhile. */
class Gone extends Error {}

function isOneBatch(entries: readonly Entry[]): boolean {
  if (entries.length === 1) return true;
  const [first] = batches(entries);
  return first?.some.length === entries.length;
}

const DUPLICATE_KEY = 1062;

/** Somebody else took the same id at the same moment. */
export function isTaken(error: unknown): boolean {
  return error instanceof QueryError && error.errno === DUPLICATE_KEY;
}
