/**
 * One write at a time: reads that come while one is under way are written together by the next one. Many reads at once
 * then take few commits, and do not get into each other's way on the server.
 *
 * @module
 */
import { isPassing, PATIENCE } from "../../connection/patience.ts";
import { QueryError } from "../../errors.ts";
import type { Entry } from "./entry.ts";
import type { Placed } from "./entry_writer.ts";

/** How entries are written. */
export interface WriteTurn {
  /** True where nothing was written since `add` was told that they are new. */
  readonly isNew: boolean;
  /** For how many milliseconds it may be tried again. */
  readonly ms: number;
}

/** Writes entries, and says which were new. */
export type WriteEntries = (
  entries: readonly Entry[],
  turn: WriteTurn,
) => Promise<Placed>;

/** Writes of one export. */
export class WriteQueue {
  readonly #write: WriteEntries;
  readonly #patience: number;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /**
   * @param write Writes entries that differ from each other; all or none.
   * @param patience Milliseconds that a write may take, its time in the queue included.
   */
  constructor(write: WriteEntries, patience = PATIENCE) {
    this.#write = write;
    this.#patience = patience;
  }

  /**
   * Writes entries as soon as it is their turn.
   *
   * @param isNew True where the log is known to lack them.
   * @returns Those of them that were written.
   */
  add(entries: readonly Entry[], isNew: boolean): Promise<Placed> {
    const { promise, resolve, reject } = Promise.withResolvers<Placed>();
    const until = performance.now() + this.#patience;
    this.#waiting.push({ entries, until, resolve, reject });
    if (!this.#isWriting) this.#run(isNew);
    return promise;
  }

  async #run(isNew: boolean): Promise<void> {
    this.#isWriting = true;
    for (let isFirst = true; this.#waiting.length > 0; isFirst = false) {
      const turn = this.#waiting;
      this.#waiting = [];
      await this.#writeAll(turn, isFirst && isNew);
    }
    this.#isWriting = false;
  }

  async #writeAll(turn: readonly Waiting[], isNew: boolean): Promise<void> {
    const until = Math.min(...turn.map((one) => one.until));
    try {
      const ms = until - performance.now();
      const written = await this.#write(distinct(turn), { isNew, ms });
      // Who takes back what was written for it must not be told of what was written with it.
      for (const { entries, resolve } of turn) {
        resolve(turn.length === 1 ? written : those(entries, written));
      }
    } catch (error) {
      await this.#failed(turn, until, error);
    }
  }

  /**
   * What the server refuses may be one read's fault alone; that it is away, or locked by somebody, is nobody's: who has
   * waited long enough for it waits no longer, whoever's turn it was.
   */
  async #failed(
    turn: readonly Waiting[],
    until: number,
    error: unknown,
  ): Promise<void> {
    if (isPassing(error)) {
      const over = (one: Waiting) => one.until <= until + LAST_WAIT;
      for (const one of turn.filter(over)) one.reject(error);
      this.#waiting.unshift(...turn.filter((one) => !over(one)));
    } else if (turn.length > 1 && error instanceof QueryError) {
      for (const one of turn) await this.#writeAll([one], false);
    } else for (const { reject } of turn) reject(error);
  }
}

/** Those of the entries that were written. */
function those(entries: readonly Entry[], written: Placed): Placed {
  return new Map(entries.flatMap((entry) => {
    const id = written.get(entry);
    return id === undefined ? [] : [[entry, id] as const];
  }));
}

/** The entries of a turn, each once. */
function distinct(turn: readonly Waiting[]): readonly Entry[] {
  const all = turn.length === 1
    ? turn[0]!.entries
    : turn.flatMap(({ entries }) => entries);
  if (all.length === 1) return all;
  const first = new Map<string, Entry>();
  for (const entry of all) {
    const text = `${entry.table}\n${entry.restriction}`;
    if (!first.has(text)) first.set(text, entry);
  }
  return [...first.values()];
}

/** Who is patient gives up when the next try would come too late, by so many milliseconds at most. */
const LAST_WAIT = 500;

interface Waiting {
  readonly entries: readonly Entry[];
  /** When its patience is over, by `performance.now()`. */
  readonly until: number;
  readonly resolve: (written: Placed) => void;
  readonly reject: (error: unknown) => void;
}
