/**
 * One write at a time: reads that come while one is under way are written together by the next one. Many reads at once
 * then take few commits, and do not get into each other's way on the server.
 *
 * @module
 */
import { QueryError } from "../errors.ts";
import type { Entry } from "./entry.ts";
import type { Placed } from "./entry_writer.ts";

/**
 * Writes entries, and says which were new.
 *
 * @param isNew True where nothing was written since `add` was told that they are.
 */
export type WriteEntries = (
  entries: readonly Entry[],
  isNew: boolean,
) => Promise<Placed>;

/** Writes of one export. */
export class WriteQueue {
  readonly #write: WriteEntries;
  #waiting: Waiting[] = [];
  #isWriting = false;

  /** @param write Writes entries that differ from each other; all or none. */
  constructor(write: WriteEntries) {
    this.#write = write;
  }

  /**
   * Writes entries as soon as it is their turn.
   *
   * @param isNew True where the log is known to lack them.
   * @returns Those of them that were written.
   */
  add(entries: readonly Entry[], isNew: boolean): Promise<Placed> {
    const { promise, resolve, reject } = Promise.withResolvers<Placed>();
    this.#waiting.push({ entries, resolve, reject });
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
    try {
      const written = await this.#write(distinct(turn), isNew);
      // Who takes back what was written for it must not be told of what was written with it.
      for (const { entries, resolve } of turn) {
        resolve(turn.length === 1 ? written : those(entries, written));
      }
    } catch (error) {
      // What the server refuses may be one read's fault alone; that it is away is everybody's.
      const isShared = turn.length === 1 || !(error instanceof QueryError);
      if (isShared) { for (const { reject } of turn) reject(error); }
      else for (const one of turn) await this.#writeAll([one], false);
    }
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

interface Waiting {
  readonly entries: readonly Entry[];
  readonly resolve: (written: Placed) => void;
  readonly reject: (error: unknown) => void;
}
