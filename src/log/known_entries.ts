/**
 * What is remembered of the log: where its entries are, so that a repeated read need not search for its own. Others
 * may remove entries at any time: it says where to look, never that they are there.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { SELECTION_TABLE } from "../spyglass/usage_tables.ts";
import type { Entry } from "./entry.ts";

/** What is known of one export. */
export interface Known {
  /** Entry → its id, by {@linkcode hashOf}. */
  readonly ids: ReadonlyMap<number, number>;
  /** Every entry up to this id was looked at, and is remembered unless `isFull`. */
  readonly last: number;
  /** The largest id of all exports when we last looked: Python goes on from there. */
  readonly floor: number;
  /** There are more entries than are remembered: one that is not may be anywhere. */
  readonly isFull: boolean;
  /** Our last write came right after what is known: nobody else seems to be writing. */
  readonly isAlone: boolean;
}

/** What is remembered, export by export. */
export class KnownEntries {
  readonly #session: Session;
  readonly #most: number;
  readonly #exports = new Map<number, Promise<Seen>>();
  /** Of those, what is here already. */
  readonly #loaded = new Map<number, Seen>();
  #looking: Promise<void> = Promise.resolve();

  /**
   * @param session Where the log is.
   * @param most How many entries of an export are remembered; each costs about 40 bytes.
   */
  constructor(session: Session, most = 250_000) {
    this.#session = session;
    this.#most = most;
  }

  /** What is known; only the first call for an export asks the server. */
  of(exportId: number): Promise<Known> {
    return this.#seen(exportId);
  }

  /** What is known, where nothing must be awaited for it. */
  now(exportId: number): Known | undefined {
    return this.#loaded.get(exportId);
  }

  /** Notes entries that were just written to an export that is known, with the ids from `first` on. */
  note(exportId: number, entries: readonly Entry[], first: number): void {
    const seen = this.#loaded.get(exportId)!;
    for (const [at, entry] of entries.entries()) {
      this.#remember(seen, entry, first + at);
    }
    seen.isAlone = first === nextId(seen);
    if (seen.isAlone) seen.last = first + entries.length - 1;
    // Somebody else wrote meanwhile: what that was is looked up by and by, and not while a read waits.
    else if (++seen.passed >= OFTEN) this.#lookSoon(exportId, seen);
  }

  /** Reads what came since; where entries were found that this process did not write. */
  async look(exportId: number): Promise<void> {
    const seen = await this.#seen(exportId);
    seen.isAlone = false;
    await this.#read(exportId, seen);
  }

  /** Resolves when nothing is being looked up. */
  settled(): Promise<void> {
    return this.#looking;
  }

  #seen(exportId: number): Promise<Seen> {
    const before = this.#exports.get(exportId);
    if (before !== undefined) return before;
    const empty: Seen = {
      ids: new Map(),
      last: 0,
      floor: 0,
      isFull: false,
      isAlone: false,
      passed: 0,
    };
    const seen = this.#read(exportId, empty);
    this.#exports.set(exportId, seen);
    seen.then(
      (found) => this.#loaded.set(exportId, found),
      // A look that failed is no reason not to look again.
      () => this.#exports.delete(exportId),
    );
    return seen;
  }

  #lookSoon(exportId: number, seen: Seen): void {
    seen.passed = 0;
    // It only saves time: an error is left to the next write to find.
    this.#looking = this.#read(exportId, seen).then(() => {}, () => {});
  }

  async #read(exportId: number, seen: Seen): Promise<Seen> {
    const [[[floor] = [null]], rows] = await Promise.all([
      this.#session.texts(`SELECT MAX(table_id) FROM ${SELECTION_TABLE}`),
      this.#session.texts(
        `SELECT table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND table_id > ${seen.last} ORDER BY table_id`,
      ),
    ]);
    for (const [id, table, restriction] of rows) {
      const entry = { table: table!, restriction: restriction! };
      this.#remember(seen, entry, Number(id));
      seen.last = Math.max(seen.last, Number(id));
    }
    seen.floor = Math.max(seen.floor, Number(floor ?? 0));
    seen.passed = 0;
    return seen;
  }

  #remember(seen: Seen, entry: Entry, id: number): void {
    const hash = hashOf(entry);
    const hasRoom = seen.ids.size < this.#most || seen.ids.has(hash);
    if (hasRoom) seen.ids.set(hash, id);
    else seen.isFull = true;
  }
}

interface Seen extends Known {
  readonly ids: Map<number, number>;
  last: number;
  floor: number;
  isFull: boolean;
  isAlone: boolean;
  /** Writes since the last look that others' writes came between. */
  passed: number;
}

/** The id of the next entry, as far as is known. */
export function nextId({ last, floor }: Known): number {
  return Math.max(last, floor) + 1;
}

/** After so many writes beside others it is cheaper to look than to compare with all that came since. */
const OFTEN = 16;

/**
 * 53 bits of an entry. Two entries of one hash cost no more than a second entry of the same text: what is found is
 * compared whole.
 */
export function hashOf({ table, restriction }: Entry): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const text of [table, restriction]) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x9e3779b1);
      low = Math.imul(low ^ code, 0x5f356495);
    }
    high = Math.imul(high ^ (low >>> 15), 0x85ebca77);
    low = Math.imul(low ^ (high >>> 13), 0xc2b2ae3d);
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
