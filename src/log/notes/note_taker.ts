/**
 * Takes notes on reads after they were given out, in batches, so that no read waits for it. Where all columns of a
 * table's rows were given, they are summed here, as they came; else the server sums them.
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import { isDenied } from "../../connection/server_error.ts";
import { within } from "../../connection/within.ts";
import { SpyglassError } from "../../errors.ts";
import type { Catalog } from "../../schema/table.ts";
import { changeOf, rereadText } from "./drift.ts";
import { type Entry, entryId } from "../entries/entry.ts";
import { selectedOfKept } from "./read_checksum.ts";
import {
  noteCells,
  type NotedRows,
  notesOn,
  type PlacedEntry,
  prepareNotes,
  writeNotes,
} from "./read_notes.ts";
import { ServerSums } from "./server_sums.ts";
import {
  type Kept,
  lastOfEach,
  type LastRead,
  type LoggedRead,
  type WaitingRead,
  waitingRead,
} from "./waiting_reads.ts";

/** What notes need of the rest. */
export interface NoteTakerOptions {
  readonly pool: Pool;
  readonly catalog: () => Catalog;
  /** Where entries stand in the log; those that it lacks are left out. */
  readonly find: (
    exportId: number,
    entries: readonly Entry[],
  ) => Promise<readonly PlacedEntry[]>;
  /** The text of the cell that ran at a time, in milliseconds since 1970; `null` where that is not known. */
  readonly cellAt: (time: number) => string | null;
  readonly warn: (text: string) => void;
}

interface Note {
  readonly entry: PlacedEntry;
  readonly selected: NotedRows | null;
}

/** A read whose rows are others than when they were read before. */
interface Changed extends Entry {
  readonly change: string;
}

/** Notes what reads gave. */
export class NoteTaker {
  readonly #options: NoteTakerOptions;
  readonly #sums: ServerSums;
  #waiting: WaitingRead[] = [];
  /** How many bytes of rows wait. */
  #size = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void> = Promise.resolve();
  #prepared: Promise<boolean> | null = null;
  #isImpossible = false;
  /** The last notes could not be taken, and that was told. */
  #isFailing = false;
  #isClosed = false;

  /** @param options What it needs of the rest. */
  constructor(options: NoteTakerOptions) {
    this.#options = options;
    this.#sums = new ServerSums(options.pool, options.catalog);
  }

  /** Prepares the place of the notes; where there can be none, says so, once. */
  prepare(): Promise<boolean> {
    return this.#prepared ??= prepareNotes(this.#options.pool).then(
      (problem) => {
        if (problem !== null) this.#tell(problem);
        else this.#sums.begin();
        return problem === null;
      },
      // The server is away, or has no room: another time.
      (error) => {
        this.#failed(error);
        return false;
      },
    );
  }

  /** Notes, soon, what a read gave. */
  add(read: LoggedRead): void {
    if (this.#isImpossible || this.#isClosed) return;
    this.prepare();
    // A read waits for this: what can be done later is.
    const wanted = read.entries.map((entry) => this.#addEntry(read, entry))
      .filter(({ kept }) => kept === null);
    if (read.isSeenByOthers && wanted.length > 0) this.#sums.want(wanted);
    if (this.#size > MOST_BYTES) this.#begin();
    else if (this.#timer === null && this.#waiting.length > 0) this.#wait(IDLE);
  }

  /**
   * Likewise, of a stream whose rows can be summed in the snapshot that they were read in.
   *
   * @returns Resolves when they are.
   */
  async addIn(free: Promise<Session | null>, read: LoggedRead): Promise<void> {
    const from = this.#waiting.length;
    this.add({ ...read, isSeenByOthers: false });
    const own = this.#waiting.slice(from);
    if (own.length > 0) await this.#sums.wantIn(free, own);
  }

  #addEntry(read: LoggedRead, entry: Entry): WaitingRead {
    const waiting = waitingRead(read, entry);
    this.#waiting.push(waiting);
    this.#size += waiting.kept?.rows.size ?? 0;
    return waiting;
  }

  /**
   * Resolves when the server has summed what was given of these tables: whoever changes their rows waits for that, but
   * not long.
   *
   * @param tables Their full names; `null` for all.
   */
  async beforeChange(tables: ReadonlySet<string> | null): Promise<void> {
    const open = this.#sums.open(tables);
    if (open.length > 0) await within(this.#sums.settled(open), PATIENCE);
  }

  /** One timer for many reads: each of them only says when it came. */
  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const [first, last] = [this.#waiting[0]!, this.#waiting.at(-1)!];
      const idle = Math.min(last.came + IDLE, first.came + MOST_WAIT);
      const left = idle - performance.now();
      if (left > 0) this.#wait(left);
      else this.#begin();
    }, ms);
    Deno.unrefTimer(this.#timer);
  }

  /** Notes all that waits; resolves when it is written, or cannot be. */
  drain(): Promise<void> {
    this.#begin();
    return this.#work;
  }

  /** Notes all that waits, but is waited for a few seconds only; then it goes on by itself. */
  async drainSoon(): Promise<void> {
    await within(this.drain(), PATIENCE);
  }

  /** Notes what it can in a few seconds: reads by the ten thousand keep nobody from going. */
  async close(): Promise<void> {
    await this.drainSoon();
    this.#isClosed = true;
    this.#sums.close();
    await this.#work;
  }

  #begin(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = lastOfEach(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    if (waiting.length === 0) return;
    this.#work = this.#work.then(() => this.#take(waiting))
      .catch((error) => this.#failed(error));
  }

  async #take(waiting: readonly LastRead[]): Promise<void> {
    if (!await this.prepare()) return;
    const exports = Map.groupBy(waiting, ({ read }) => read.exportId);
    for (const [exportId, items] of exports) {
      const changed: Changed[] = [];
      try {
        for (let at = 0; at < items.length && !this.#isClosed; at += BATCH) {
          await this.#note(exportId, items.slice(at, at + BATCH), changed);
        }
      } finally {
        this.#tellChanged(exportId, changed);
      }
    }
    this.#isFailing = false;
  }

  /** A loop may read thousands of rows again that have all changed: those that were noted together are told together. */
  #tellChanged(exportId: number, changed: readonly Changed[]): void {
    for (const [table, reads] of Map.groupBy(changed, ({ table }) => table)) {
      this.#options.warn(rereadText(exportId, table, reads));
    }
  }

  /** @param changed Where the reads go whose rows are others than when they were read before. */
  async #note(
    exportId: number,
    waiting: readonly LastRead[],
    changed: Changed[],
  ): Promise<void> {
    const { pool, find, cellAt } = this.#options;
    const reads = waiting.map(({ read }) => read);
    const placed = await find(exportId, reads.map(({ entry }) => entry));
    const before = await notesOn(pool, placed);
    await this.#sums.settled(reads);
    const last = new Map(
      waiting.map((each) => [entryId(exportId, each.read.entry), each]),
    );
    const notes: Note[] = [];
    const cells: { entry: PlacedEntry; cell: string }[] = [];
    for (const [at, entry] of placed.entries()) {
      const { read, since, earlier } = last.get(entryId(exportId, entry))!;
      const selected = await this.#rowsOf(read);
      const change = changeSince([
        before[at]?.selected ?? null,
        earlier && await sumOf(earlier),
      ], selected);
      if (change !== null) changed.push({ ...entry, change });
      // Also where nothing is known of its rows: who finds a note knows that the read has ended.
      notes.push({ entry, selected });
      const cell = cellAt(since);
      if (cell !== null) cells.push({ entry, cell });
    }
    await writeNotes(pool, notes);
    await noteCells(pool, cells);
  }

  async #rowsOf(read: WaitingRead): Promise<NotedRows | null> {
    return read.kept === null ? this.#sums.found(read) : await sumOf(read.kept);
  }

  /** A missing right stays missing; a full disk, or a server that is away, passes: later reads are noted again. */
  #failed(error: unknown): void {
    if (!(error instanceof SpyglassError)) throw error;
    if (isDenied(error)) return this.#tell(error.message);
    if (!this.#isFailing) this.#warn(error.message);
    this.#isFailing = true;
    // The place of the notes may have to be made again.
    this.#prepared = null;
  }

  #tell(problem: string): void {
    this.#isImpossible = true;
    this.#prepared = Promise.resolve(false);
    this.#warn(problem);
  }

  #warn(problem: string): void {
    this.#options.warn(
      `Reads are logged, but it cannot be seen whether their rows change later: ${problem}`,
    );
  }
}

function changeSince(
  earlier: readonly (NotedRows | null)[],
  now: NotedRows | null,
): string | null {
  if (now === null) return null;
  return earlier.map((then) => changeOf(then, now))
    .find((each) => each !== null) ?? null;
}

/** Milliseconds without a read after which notes are taken. */
const IDLE = 500;
/** No entry waits longer, in milliseconds, however many reads come. */
const MOST_WAIT = 20_000;
/** Nor longer than until these wait. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Milliseconds that one is kept waiting for notes. */
const PATIENCE = 3000;
const BATCH = 100;

/** So many rows are summed in some milliseconds; then others have their turn. */
async function sumOf({ table, rows }: Kept): Promise<NotedRows> {
  if (rows.length > SOME) await new Promise((done) => setTimeout(done));
  return { ...selectedOfKept(table, rows), isSure: true };
}

const SOME = 50;
