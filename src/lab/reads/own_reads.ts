/**
 * What this kernel itself has read, as its recorder tells it: which entries are its own and since when, what nothing
 * has logged, and which sessions were read that a paper may not show.
 *
 * @module
 */
import type { LoggedEntry } from "../../log/paper_log.ts";
import type { ReadNews, ToldEntry } from "../../log/read_news.ts";
import type { PlacedEntry } from "../../log/notes/read_notes.ts";
import { RecentNotes } from "./recent_notes.ts";
import type { UnloggedReads } from "./unlogged_reads.ts";

/** How an entry came to be seen here. */
export interface Seen {
  /** ISO 8601; `null` for what was there before this kernel looked, and for what was long ago. */
  readonly at: string | null;
  readonly isOwn: boolean;
  /** `msg_id` of the execution that read it; `null` where that is not known. */
  readonly execution: string | null;
  /** Others that read it since, the last ones. */
  readonly again: readonly string[];
}

/** What it needs of the rest. */
export interface OwnReadsOptions {
  /** Counts what nothing logs, for all connections. */
  readonly unlogged: UnloggedReads;
  /** Which execution ran at a time; `undefined` where that is not known yet. */
  readonly executionAt: (time: number) => string | null | undefined;
  /** Called after each read; takes no time. */
  readonly changed: () => void;
}

/** Remembers what the recorder of one connection tells. */
export class OwnReads implements ReadNews {
  readonly #options: OwnReadsOptions;
  #memory: Memory = newMemory();

  /** @param options What it needs of the rest. */
  constructor(options: OwnReadsOptions) {
    this.#options = options;
  }

  /** Remembers together with another connection to the same server: whose reads they are is all the same. */
  join(other: OwnReads): void {
    this.#memory = other.#memory;
  }

  /** See {@linkcode ReadNews.logged}. */
  logged(exportId: number, entries: readonly ToldEntry[]): void {
    const time = Date.now();
    const { told } = this.#memory;
    for (const { table, restriction } of entries) {
      this.#note(nameOf({ exportId, table, restriction }), time);
    }
    for (const { tableId, ...entry } of entries) {
      if (tableId === null) this.#memory.isUntold = true;
      else told.push({ exportId, tableId, ...entry });
    }
    // Nobody looks: whoever comes asks the server.
    if (told.length > MOST_TOLD) {
      told.splice(0, MOST_TOLD / 2);
      this.#memory.isUntold = true;
    }
    this.#options.changed();
  }

  #note(name: string, time: number): void {
    const { own } = this.#memory;
    const known = own.get(name);
    if (known === undefined) own.add(name, { time, later: [], again: [] });
    else if (known.later.at(-1) !== time) {
      known.later.push(time);
      if (known.later.length > MOST_LATER) this.#settle(known);
    }
  }

  /** Which executions read it; those of the last moment may not be known yet. */
  #settle(own: OwnRead): void {
    own.execution ??= this.#options.executionAt(own.time);
    const open: number[] = [];
    for (const time of own.later) {
      const execution = this.#options.executionAt(time);
      if (execution === undefined) open.push(time);
      else if (
        execution !== null && execution !== own.execution &&
        !own.again.includes(execution)
      ) own.again.push(execution);
    }
    own.again.splice(0, own.again.length - MOST_AGAIN);
    own.later.splice(0, Infinity, ...open.slice(-MOST_LATER));
  }

  /** What was told since this was last asked, and whether that was all that was read. */
  takeTold(): { readonly told: readonly PlacedEntry[]; isAll: boolean } {
    const isAll = !this.#memory.isUntold;
    this.#memory.isUntold = false;
    return { told: this.#memory.told.splice(0), isAll };
  }

  /** See {@linkcode ReadNews.notLogged}. */
  notLogged(table: string): void {
    this.#options.unlogged.add(table);
    this.#options.changed();
  }

  /** See {@linkcode ReadNews.outside}. */
  outside(exportId: number, table: string, sessions: readonly string[]): void {
    const key = `${exportId} ${table}`;
    const known = this.#memory.outside.get(key) ?? new Set();
    for (const session of sessions) known.add(session);
    this.#memory.outside.set(key, known);
    this.#options.changed();
  }

  /** Notes when entries of others were first seen. */
  see(entries: readonly LoggedEntry[]): void {
    const at = new Date().toISOString();
    for (const entry of entries) this.#memory.others.add(nameOf(entry), at);
  }

  /** How an entry came to be seen. */
  seen(entry: LoggedEntry): Seen {
    const name = nameOf(entry);
    const own = this.#memory.own.get(name);
    if (own !== undefined) return this.#seenOwn(own);
    const at = this.#memory.others.get(name) ?? null;
    return { at, isOwn: false, execution: null, again: [] };
  }

  #seenOwn(own: OwnRead): Seen {
    this.#settle(own);
    return {
      at: new Date(own.time).toISOString(),
      isOwn: true,
      execution: own.execution ?? null,
      again: [...own.again],
    };
  }

  /** Sessions read of a table, in any of these exports, that they may not show. */
  outsideOf(table: string, exports: readonly number[]): string[] {
    const found = exports.flatMap((
      id,
    ) => [...this.#memory.outside.get(`${id} ${table}`) ?? []]);
    return [...new Set(found)].sort();
  }
}

interface OwnRead {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `undefined` where nobody has asked, or it was not known yet. */
  execution?: string | null | undefined;
  /** When it was read again, as far as it is not known by which execution. */
  readonly later: number[];
  /** Other executions that read it. */
  readonly again: string[];
}

interface Memory {
  /** What nobody has asked for yet. */
  readonly told: PlacedEntry[];
  /** There were others, of which only the server knows. */
  isUntold: boolean;
  /** When entries were first seen. */
  readonly own: RecentNotes<OwnRead>;
  readonly others: RecentNotes<string>;
  /** Sessions by export and table. */
  readonly outside: Map<string, Set<string>>;
}

function newMemory(): Memory {
  return {
    told: [],
    isUntold: false,
    own: new RecentNotes(MOST_CHARACTERS),
    others: new RecentNotes(MOST_CHARACTERS),
    outside: new Map(),
  };
}

/** More reads than this between two messages are found by asking the server. */
const MOST_TOLD = 1000;
/** So many later reads of an entry are remembered before it is asked which executions they were of. */
const MOST_LATER = 100;
/** So many of those are told: where several cells read an entry, one of each is among them sooner or later. */
const MOST_AGAIN = 4;
/** Some tens of thousands of reads; far more than the panel shows. */
const MOST_CHARACTERS = 4_000_000;

function nameOf(
  { exportId, table, restriction }: Omit<LoggedEntry, "analysisId" | "tableId">,
): string {
  return `${exportId} ${table} ${restriction}`;
}
