/**
 * What is remembered of the log: where its entries are, so that a repeated read need not search for its own. Others
 * may remove entries at any time: it says where to look, never that they are there.
 *
 * A read that fails takes its entry back, so nobody may rest on an entry whose read is in flight in another process.
 * What this process wrote it knows (`claims.ts`). Of others' entries it trusts, when it learns of them, those that have
 * a note, for notes are written after the read; and those of a text that it finds {@linkcode SETTLED} times at one
 * moment, for of so many none is taken back. Any other text is written again, until it is there so often. Two would do
 * as well, but then of two reads that fail neither could take its entry back: who rests on both leaves no trace.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { QueryError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import { hashOf } from "./entry_hash.ts";
import { lastId, learned } from "./entry_statements.ts";
import { type IdSlots, idSlots } from "./id_slots.ts";
import type { LogMemory, SeenEntries } from "./log_memory.ts";

/** Of so many entries of one text none is taken back, whoever wrote them. */
export const SETTLED = 3;

/** What is known of one export. */
export interface Known {
  /** Entry → its id, by {@linkcode hashOf}. */
  readonly ids: ReadonlyMap<number, number>;
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
      this.#remember(seen, hashOf(entry), first + at);
    }
    memory.isAlone = first === memory.last + 1;
    if (memory.isAlone) memory.last = first + entries.length - 1;
    // Somebody else wrote meanwhile: where the log ends is looked up by and by, and not while a read waits.
    else if (++memory.passed >= OFTEN) this.#lookSoon();
  }

  /** Notes an entry that was just written under one of this server's own ids. */
  noteApart(exportId: number, entry: Entry, id: number): void {
    const memory = this.#memory;
    this.#remember(memory.loaded.get(exportId)!, hashOf(entry), id);
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
      this.#entries(exportId, seen.upTo),
      this.look(),
    ]);
    // Only of what one look finds it is known that it was there at one moment.
    const found = new Map<number, number>();
    for (const [id, table, restriction, isNoted] of rows) {
      const hash = hashOf({ table: table!, restriction: restriction! });
      seen.upTo = Math.max(seen.upTo, Number(id));
      const count = 1 + (found.get(hash) ?? 0);
      if (isNoted === "1" || count >= SETTLED) {
        this.#remember(seen, hash, Number(id));
      } else if (count > 1 || found.size < this.#most) found.set(hash, count);
      else seen.isFull = true;
    }
    return seen;
  }

  /** Without notes nobody knows which reads have ended. */
  async #entries(
    exportId: number,
    after: number,
  ): Promise<(string | null)[][]> {
    const session = this.#session;
    try {
      return await session.texts(learned(exportId, after, true));
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return await session.texts(learned(exportId, after, false));
    }
  }

  #remember(seen: SeenEntries, hash: number, id: number): void {
    const hasRoom = seen.ids.size < this.#most || seen.ids.has(hash);
    if (hasRoom) seen.ids.set(hash, id);
    else seen.isFull = true;
  }
}

/** After so many writes beside others it is cheaper to look where the log ends than to find it each time. */
const OFTEN = 16;
