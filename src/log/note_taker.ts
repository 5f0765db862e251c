/**
 * Takes notes on reads after they were given out, in batches, so that no read waits for it.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { within } from "../connection/within.ts";
import { SpyglassError } from "../errors.ts";
import type { Catalog } from "../schema/table.ts";
import { changeOf } from "./drift.ts";
import type { Entry } from "./entry.ts";
import { selectedBy } from "./read_checksum.ts";
import {
  noteCells,
  notesOn,
  type PlacedEntry,
  prepareNotes,
  writeNotes,
} from "./read_notes.ts";

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
  readonly cellAt?: (time: number) => string | null;
  readonly warn: (text: string) => void;
}

/** An entry that a read gave, and when the read began. */
interface Waiting {
  readonly exportId: number;
  readonly entry: Entry;
  readonly time: number;
  /** When the entry came here, by `performance.now()`. */
  readonly came: number;
}

/** Notes what reads gave. */
export class NoteTaker {
  readonly #options: NoteTakerOptions;
  #waiting: Waiting[] = [];
  /** When each was noted last. */
  readonly #noted = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #work: Promise<void> = Promise.resolve();
  #isPossible: Promise<boolean> | null = null;
  #isClosed = false;

  /** @param options What it needs of the rest. */
  constructor(options: NoteTakerOptions) {
    this.#options = options;
  }

  /** Prepares the place of the notes; where there can be none, says so, once. */
  prepare(): Promise<boolean> {
    return this.#isPossible ??= prepareNotes(this.#options.pool).then(
      (problem) => {
        if (problem !== null) this.#tell(problem);
        return problem === null;
      },
      // The server is away: another time.
      () => {
        this.#isPossible = null;
        return false;
      },
    );
  }

  /**
   * Notes, soon, what these entries of a read select.
   *
   * @param time When the read began, in milliseconds since 1970.
   */
  add(exportId: number, entries: readonly Entry[], time: number): void {
    // A read waits for this: which of them are to be noted is looked at later.
    for (const entry of entries) {
      this.#waiting.push({ exportId, entry, time, came: performance.now() });
    }
    if (this.#timer === null && this.#waiting.length > 0) this.#wait(IDLE);
  }

  /** One timer for many reads: each of them only says when it came. */
  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      const [since, last] = [
        this.#waiting[0]!.came,
        this.#waiting.at(-1)!.came,
      ];
      const idle = Math.min(last + IDLE, since + MOST_WAIT);
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
    await this.#work;
  }

  #begin(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#fresh();
    this.#waiting = [];
    if (waiting.length === 0) return;
    this.#work = this.#work.then(() => this.#take(waiting)).catch((error) => {
      if (error instanceof SpyglassError) this.#tell(error.message);
      else throw error;
    });
  }

  /** Those that wait, each entry once, but not those that were noted just before they came. */
  #fresh(): [string, Waiting][] {
    const fresh = new Map<string, Waiting>();
    for (const waiting of this.#waiting) {
      const { exportId, entry, came } = waiting;
      const id = `${exportId}\n${entry.table}\n${entry.restriction}`;
      const since = came - (this.#noted.get(id) ?? -Infinity);
      if (since >= 0 && since < AGAIN) continue;
      if (!fresh.has(id)) fresh.set(id, waiting);
    }
    return [...fresh];
  }

  async #take(
    waiting: readonly (readonly [string, Waiting])[],
  ): Promise<void> {
    if (!await this.prepare()) return;
    const exports = Map.groupBy(waiting, ([, { exportId }]) => exportId);
    for (const [exportId, items] of exports) {
      for (let at = 0; at < items.length && !this.#isClosed; at += BATCH) {
        const some = items.slice(at, at + BATCH);
        await this.#note(exportId, some.map(([, each]) => each));
        for (const [id] of some) this.#remember(id);
      }
    }
  }

  async #note(exportId: number, waiting: readonly Waiting[]): Promise<void> {
    const { pool, catalog, find, warn } = this.#options;
    const placed = await find(exportId, waiting.map(({ entry }) => entry));
    const [selected, before] = [
      await selectedBy(pool, catalog(), placed),
      await notesOn(pool, placed),
    ];
    const fresh = placed.flatMap((entry, at) => {
      const now = selected[at];
      return now ? [{ entry, selected: now }] : [];
    });
    for (const [at, entry] of placed.entries()) {
      const change = changeOf(
        before[at]?.selected ?? null,
        selected[at] ?? null,
      );
      if (change !== null) {
        warn(
          `Export ${exportId}: ${entry.table} has changed since ${entry.restriction} was read before (${change}): what the earlier cells show is not what the paper ships; run them again.`,
        );
      }
    }
    await writeNotes(pool, fresh);
    await noteCells(pool, this.#cellsOf(placed, waiting));
  }

  #cellsOf(placed: readonly PlacedEntry[], waiting: readonly Waiting[]) {
    return placed.flatMap((entry) => {
      const { time } = waiting.find((each) =>
        each.entry.table === entry.table &&
        each.entry.restriction === entry.restriction
      )!;
      const cell = this.#options.cellAt?.(time) ?? null;
      return cell === null ? [] : [{ entry, cell }];
    });
  }

  #remember(id: string): void {
    if (this.#noted.size >= REMEMBERED) this.#noted.clear();
    this.#noted.set(id, performance.now());
  }

  #tell(problem: string): void {
    this.#isPossible = Promise.resolve(false);
    this.#options.warn(
      `Reads are logged, but it cannot be seen whether their rows change later: ${problem}`,
    );
  }
}

/** Milliseconds without a read after which notes are taken. */
const IDLE = 500;
/** No entry waits longer, in milliseconds, however many reads come. */
const MOST_WAIT = 20_000;
/** Milliseconds that one is kept waiting for notes. */
const PATIENCE = 3000;
/** The same read is noted again after so many milliseconds. */
const AGAIN = 10_000;
const BATCH = 40;
/** How many entries' last notes are remembered. */
const REMEMBERED = 50_000;
