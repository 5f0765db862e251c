/**
 * What this kernel itself has read, as its recorder tells it: which entries are its own and since when, what nothing
 * has logged, and which sessions were read that a paper may not show.
 *
 * @module
 */
import type { LoggedEntry } from "../log/paper_log.ts";
import type { ReadNews, ToldEntry } from "../log/read_news.ts";
import type { PlacedEntry } from "../log/read_notes.ts";
import type { State } from "./messages.d.ts";

/** How an entry came to be seen here. */
export interface Seen {
  /** ISO 8601; `null` for what was there before this kernel looked. */
  readonly at: string | null;
  readonly isOwn: boolean;
}

/** Remembers what the recorder tells. */
export class OwnReads implements ReadNews {
  readonly #changed: () => void;
  #told: PlacedEntry[] = [];
  readonly #own = new Map<string, string>();
  readonly #others = new Map<string, string>();
  readonly #outside = new Map<string, Set<string>>();
  #unlogged: State["unlogged"] = null;

  /** @param changed Called after each read; takes no time. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Reads that no export logged, since {@linkcode forgetUnlogged}. */
  get unlogged(): State["unlogged"] {
    return this.#unlogged;
  }

  /** Begins to count anew: an export was started or stopped. */
  forgetUnlogged(): void {
    this.#unlogged = null;
  }

  /** See {@linkcode ReadNews.logged}. */
  logged(exportId: number, entries: readonly ToldEntry[]): void {
    const at = new Date().toISOString();
    for (const { table, restriction } of entries) {
      const key = `${exportId} ${table} ${restriction}`;
      if (!this.#own.has(key)) this.#own.set(key, at);
    }
    for (const { tableId, ...entry } of entries) {
      if (tableId !== null) this.#told.push({ exportId, tableId, ...entry });
    }
    // Nobody looks: whoever comes asks the server.
    if (this.#told.length > MOST_TOLD) this.#told.splice(0, MOST_TOLD / 2);
    this.#changed();
  }

  /** What was told since this was last asked. */
  takeTold(): readonly PlacedEntry[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  /** See {@linkcode ReadNews.notLogged}. */
  notLogged(table: string): void {
    const reads = (this.#unlogged?.reads ?? 0) + 1;
    this.#unlogged = { reads, table, at: new Date().toISOString() };
    this.#changed();
  }

  /** See {@linkcode ReadNews.outside}. */
  outside(exportId: number, table: string, sessions: readonly string[]): void {
    const key = `${exportId} ${table}`;
    const known = this.#outside.get(key) ?? new Set();
    for (const session of sessions) known.add(session);
    this.#outside.set(key, known);
    this.#changed();
  }

  /** Notes when entries of others were first seen. */
  see(entries: readonly LoggedEntry[]): void {
    const at = new Date().toISOString();
    for (const entry of entries) this.#others.set(keyOf(entry), at);
  }

  /** How an entry came to be seen. */
  seen(entry: LoggedEntry): Seen {
    const own = this.#own.get(keyOf(entry));
    if (own !== undefined) return { at: own, isOwn: true };
    return { at: this.#others.get(keyOf(entry)) ?? null, isOwn: false };
  }

  /** Sessions read of a table, in any of these exports, that they may not show. */
  outsideOf(table: string, exports: readonly number[]): string[] {
    const found = exports.flatMap((
      id,
    ) => [...this.#outside.get(`${id} ${table}`) ?? []]);
    return [...new Set(found)].sort();
  }
}

/** More reads than this between two messages are found by asking the server. */
const MOST_TOLD = 1000;

function keyOf({ exportId, table, restriction }: LoggedEntry): string {
  return `${exportId} ${table} ${restriction}`;
}
