/**
 * What is remembered of the log: where its entries are, so that a repeated read need not search for its own. Others
 * may remove entries at any time: it says where to look, never that they are there.
 *
 * A read that fails takes its entry back, so nobody may rest on an entry whose read is in flight in another process.
 * What this process wrote it knows (`claims.ts`). Of others' entries it trusts, when it learns of them, those that have
 * a note, for notes are written after the read. Any other text is written again, so that whoever fails takes back his
 * own; but where it is there {@linkcode ENOUGH} times, one of these is adopted: it gets another id, which nobody takes
 * for his own. Else a log without notes would grow with each process that reads the same.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import type { Entry } from "./entry.ts";
import { hashOf } from "./entry_hash.ts";
import {
  alike,
  type AlikeRows,
  idsOf,
  lastId,
  learned,
} from "./entry_statements.ts";
import { type IdSlots, idSlots } from "./id_slots.ts";
import type { LogMemory, SeenEntries } from "../log_memory.ts";

/** Of so many entries of one text one is adopted. Of fewer none is: what was adopted stays though all who rest on it fail. */
const ENOUGH = 3;

/** What is known of one export. */
export interface Known {
  /** Entry → its id, by {@linkcode hashOf}. */
  readonly ids: ReadonlyMap<number, number>;
  /** Entry → the id of another process's, to be adopted. */
  readonly adoptable: ReadonlyMap<number, number>;
  /** There are more entries than are remembered: one that is not may be anywhere. */
  readonly isFull: boolean;
}

/** What is remembered, export by export. */
export class KnownEntries {
  readonly #session: Session;
  readonly #memory: LogMemory;
  readonly #most: number;
  #looking: Promise<void> = Promise.resolve();

  /**
   * @param session Where the log is.
   * @param memory What other connections to it remember, too.
   * @param most How many entries of an export are remembered; each costs about 40 bytes.
   */
  constructor(session: Session, memory: LogMemory, most = 250_000) {
    this.#session = session;
    this.#memory = memory;
    this.#most = most;
  }

  /** The largest id of all exports, as far as is known. */
  get last(): number {
    return this.#memory.last;
  }

  /** True where our last write came right after what is known: nobody else seems to be writing. */
  get isAlone(): boolean {
    return this.#memory.isAlone;
  }

  /** Which ids this server gives. */
  get slots(): IdSlots {
    return this.#memory.slots;
  }

  /** What is known; only the first call for an export asks the server. */
  of(exportId: number): Promise<Known> {
    const { exports } = this.#memory;
    const before = exports.get(exportId);
    // Another connection that could not look, or was closed meanwhile, is no reason not to look.
    return before?.catch(() => exports.get(exportId) ?? this.#load(exportId)) ??
      this.#load(exportId);
  }

  /** What is known, where nothing must be awaited for it. */
  now(exportId: number): Known | undefined {
    return this.#memory.loaded.get(exportId);
  }

  /** Learns what others wrote since. */
  async renew(exportId: number): Promise<void> {
    const seen = this.#memory.loaded.get(exportId);
    if (seen === undefined) await this.of(exportId);
    else await this.#read(exportId, seen);
  }

  /** Notes entries that were just written to an export that is known, with the ids from `first` on. */
  note(exportId: number, entries: readonly Entry[], first: number): void {
    const memory = this.#memory;
    const seen = memory.loaded.get(exportId)!;
    for (const [at, entry] of entries.entries()) {
      this.#remember(seen, hashOf(entry), first + at, true);
    }
    memory.isAlone = first === memory.last + 1;
    if (memory.isAlone) memory.last = first + entries.length - 1;
    // Somebody else wrote meanwhile: where the log ends is looked up by and by, and not while a read waits.
    else if (++memory.passed >= OFTEN) this.#lookSoon();
  }

  /** Notes an entry that was just written under one of this server's own ids. */
  noteInSlot(exportId: number, entry: Entry, id: number): void {
    const memory = this.#memory;
    this.#remember(memory.loaded.get(exportId)!, hashOf(entry), id, true);
    memory.last = Math.max(memory.last, id);
  }

  /** Looks where the log ends, after somebody else wrote. */
  async look(): Promise<void> {
    this.#memory.isAlone = false;
    const [[last, step, offset] = []] = await this.#session.texts(lastId());
    this.#memory.slots = idSlots(Number(step), Number(offset));
    this.#memory.last = Math.max(this.#memory.last, Number(last ?? 0));
    this.#memory.passed = 0;
  }

  /** Resolves when nothing is being looked up. */
  settled(): Promise<void> {
    return this.#looking;
  }

  #load(exportId: number): Promise<SeenEntries> {
    const { exports, loaded } = this.#memory;
    const empty: SeenEntries = {
      ids: new Map(),
      own: new Set(),
      adoptable: new Map(),
      upTo: 0,
      isFull: false,
    };
    const seen = this.#read(exportId, empty);
    exports.set(exportId, seen);
    seen.then(
      (found) => loaded.set(exportId, found),
      // A look that failed is no reason not to look again.
      () => exports.delete(exportId),
    );
    return seen;
  }

  #lookSoon(): void {
    this.#memory.passed = 0;
    // It only saves time: an error is left to the next write to find.
    this.#looking = this.look().then(() => {}, () => {});
  }

  async #read(exportId: number, seen: SeenEntries): Promise<SeenEntries> {
    const [rows] = await Promise.all([
      this.#entries(exportId, `table_id > ${seen.upTo}`),
      this.look(),
    ]);
    for (const [id] of rows) seen.upTo = Math.max(seen.upTo, Number(id));
    this.#take(seen, rows, this.#most);
    return seen;
  }

  /**
   * Learns of entries of these texts where there are more than are remembered.
   *
   * @returns Those that others have noted.
   */
  async noted(
    exportId: number,
    entries: readonly Entry[],
  ): Promise<ReadonlySet<Entry>> {
    const rows = await this.#entries(exportId, alike(entries));
    this.#take(this.#memory.loaded.get(exportId)!, rows, Infinity);
    const noted = rows.filter(isNoted);
    return new Set(entries.filter((one) => idsOf(one, noted).length > 0));
  }

  /** Notes that an entry is not there to be adopted any more. */
  leave(exportId: number, entry: Entry): void {
    this.#memory.loaded.get(exportId)!.adoptable.delete(hashOf(entry));
  }

  #take(seen: SeenEntries, rows: AlikeRows, most: number): void {
    // Only of what one look finds it is known that it was there at one moment.
    const found = new Map<number, number>();
    for (const row of rows) {
      const [id, table, restriction] = row;
      const hash = hashOf({ table: table!, restriction: restriction! });
      const count = 1 + (found.get(hash) ?? 0);
      if (isNoted(row)) this.#remember(seen, hash, Number(id), false);
      else if (count >= ENOUGH) seen.adoptable.set(hash, Number(id));
      else if (count > 1 || found.size < most) found.set(hash, count);
      else seen.isFull = true;
    }
  }

  /** Without notes nobody knows which reads have ended. */
  async #entries(exportId: number, which: string): Promise<AlikeRows> {
    const session = this.#session;
    try {
      return await session.texts(learned(exportId, which, true));
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return await session.texts(learned(exportId, which, false));
    }
  }

  #remember(
    seen: SeenEntries,
    hash: number,
    id: number,
    isOwn: boolean,
  ): void {
    const known = seen.ids.get(hash);
    seen.adoptable.delete(hash);
    if (known === undefined && seen.ids.size >= this.#most) {
      seen.isFull = true;
      return;
    }
    if (isOwn) seen.own.add(id);
    // Whose own is there needs nobody else's.
    else if (known !== undefined && seen.own.has(known)) return;
    seen.ids.set(hash, id);
  }
}

/** After so many writes beside others it is cheaper to look where the log ends than to find it each time. */
const OFTEN = 16;

/** What {@linkcode learned} says of a row. */
function isNoted(row: AlikeRows[number]): boolean {
  return row[3] === "1";
}
