/**
 * Has the server sum the rows of reads as soon as they are given: its statement goes out before they are handed out, so
 * that it comes before whatever their reader does next. While one runs, others wait, and go together.
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import { inSnapshot } from "../../connection/snapshot.ts";
import { LogError, QueryError, SpyglassError } from "../../errors.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { type Entry, entryId, NO_ROW } from "../entries/entry.ts";
import { Lane } from "../entries/lane.ts";
import { type Selected, selectedBy } from "./read_checksum.ts";
import type { NotedRows } from "./read_notes.ts";
import { restOf, steadyTables } from "./table_rest.ts";

/** An entry whose rows are to be summed. */
export interface Wanted {
  readonly exportId: number;
  readonly entry: Entry;
  /** When its read began, by `performance.now()`. */
  readonly began: number;
  /** How many rows the read gave; `null` where that is not known. */
  readonly length: number | null;
  /**
   * Makes the read once more, and gives the entries whose rows are as they were given; `null` where it cannot be made
   * again. Entries of one read have the same.
   */
  readonly stillGiven: ((session: Session) => Promise<readonly Entry[]>) | null;
}

/** Sums on the server, one statement at a time. */
export class ServerSums {
  readonly #pool: Pool;
  readonly #lane: Lane;
  readonly #catalog: () => Catalog;
  readonly #found = new WeakMap<Wanted, NotedRows>();
  readonly #waiting = new Map<string, Wanted>();
  /** Sums in snapshots of their own. */
  readonly #inSnapshots = new Set<Promise<void>>();
  /** Those that wait or are on their way. */
  readonly #open = new Set<Wanted>();
  #isClosed = false;
  #work: Promise<void> | null = null;
  #pause: ReturnType<typeof setTimeout> | null = null;
  #pauseTime = 0;

  /** @param pool Where the rows are. */
  constructor(pool: Pool, catalog: () => Catalog) {
    this.#pool = pool;
    this.#lane = new Lane(pool);
    this.#catalog = catalog;
  }

  /** Holds a connection, so that the first statement goes out at once. */
  begin(): void {
    this.#lane.open();
  }

  /** Those of these tables, or of all, that wait or are on their way. */
  open(tables: ReadonlySet<string> | null): readonly Wanted[] {
    return [...this.#open].filter(({ entry }) =>
      tables === null || tables.has(entry.table)
    );
  }

  /** Gives it back; what waits is left. */
  close(): void {
    this.#isClosed = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    this.#lane.close();
  }

  /**
   * Sums the rows of entries, now or soon; where one waits already, it is the later read that counts.
   *
   * @param wanted Those of one read, which are summed together: whoever changes one of its tables may do so at once.
   */
  want(wanted: readonly Wanted[]): void {
    for (const one of wanted) {
      const id = entryId(one.exportId, one.entry);
      const last = this.#waiting.get(id);
      if (last !== undefined) this.#open.delete(last);
      this.#waiting.set(id, one);
      this.#open.add(one);
    }
    if (this.#work === null && this.#pause === null) this.#send();
  }

  /**
   * Sums rows in the snapshot that they were read in; those that take too long there, or where it is gone, like any
   * others.
   *
   * @param free See {@linkcode Afterwards}.
   * @returns Resolves when the snapshot is needed no more.
   */
  async wantIn(
    free: Promise<Session | null>,
    wanted: readonly Wanted[],
  ): Promise<void> {
    for (const one of wanted) this.#open.add(one);
    const work = this.#sumIn(free, wanted);
    this.#inSnapshots.add(work);
    try {
      await work;
    } finally {
      this.#inSnapshots.delete(work);
    }
  }

  async #sumIn(
    free: Promise<Session | null>,
    wanted: readonly Wanted[],
  ): Promise<void> {
    const session = await free;
    const end = performance.now() + LONGEST;
    let done = 0;
    try {
      while (session !== null && done < wanted.length && !this.#isClosed) {
        if (performance.now() > end) break;
        const some = wanted.slice(done, done + TOGETHER);
        await this.#sumSome(session, some);
        done += some.length;
      }
    } catch (error) {
      if (!(error instanceof SpyglassError)) throw error;
    } finally {
      for (const one of wanted) this.#open.delete(one);
    }
    if (this.#isClosed) return;
    this.want(wanted.slice(done));
  }

  async #sumSome(session: Session, wanted: readonly Wanted[]): Promise<void> {
    const catalog = this.#catalog();
    const entries = wanted.map(({ entry }) => entry);
    const selected = await selectedBy(session, catalog, entries);
    const steady = await steadyTables(session, tablesOf(catalog, entries));
    for (const [at, one] of wanted.entries()) {
      const sum = selected[at] ?? null;
      if (sum === null) continue;
      const isSure = steady.has(one.entry.table);
      this.#found.set(one, { ...sum, isSure });
    }
  }

  /** Sums these now; resolves when none of them waits any more. */
  async settled(wanted: readonly Wanted[]): Promise<void> {
    while (!this.#isClosed && wanted.some((one) => this.#open.has(one))) {
      if (this.#work === null && this.#waiting.size > 0) this.#send();
      const works = [...this.#inSnapshots];
      if (this.#work !== null) works.push(this.#work);
      await Promise.race(works);
    }
  }

  /** What was found; `null` where the server could not say. */
  found(wanted: Wanted): NotedRows | null {
    return this.#found.get(wanted) ?? null;
  }

  #send(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
    const some = [...this.#waiting].slice(0, TOGETHER);
    for (const [id] of some) this.#waiting.delete(id);
    const wanted = some.map(([, one]) => one);
    const start = performance.now();
    this.#work = this.#sum(wanted).catch((error) => {
      // The server is away, or refuses: there is no note.
      if (!(error instanceof SpyglassError)) throw error;
    }).finally(() => {
      for (const one of wanted) this.#open.delete(one);
      this.#work = null;
      this.#rest(performance.now() - start);
    });
  }

  /** Lets the server rest longer than it worked, and twice as long each time while there is always more to do. */
  #rest(took: number): void {
    if (this.#isClosed) return;
    this.#pauseTime = Math.min(
      LONGEST,
      Math.max(2 * took, this.#pauseTime * 2),
    );
    this.#pause = setTimeout(() => {
      this.#pause = null;
      if (this.#waiting.size > 0) this.#send();
      else this.#pauseTime = 0;
    }, this.#pauseTime);
    Deno.unrefTimer(this.#pause);
  }

  async #sum(wanted: readonly Wanted[]): Promise<void> {
    const catalog = this.#catalog();
    const entries = wanted.map(({ entry }) => entry);
    const selected = await selectedBy(this.#lane, catalog, entries);
    const rest = await restOf(this.#pool, tablesOf(catalog, entries));
    const now = performance.now();
    for (const [at, one] of wanted.entries()) {
      const sum = selected[at] ?? null;
      if (sum === null) continue;
      const age = (now - one.began) / 1000;
      const isAtRest = (rest.get(one.entry.table) ?? -1) > age;
      const rows = one.entry.restriction === NO_ROW
        ? { ...sum, isSure: true }
        : notedRows(sum, one.length, isAtRest);
      this.#found.set(one, rows);
    }
    await this.#readAgain(wanted);
  }

  /**
   * Where a table was written to about when it was read, as tables are that were just filled, the read is made again:
   * if it gives the same, these are the rows, and in the same snapshot they are summed.
   */
  async #readAgain(wanted: readonly Wanted[]): Promise<void> {
    const open = wanted.filter((one) => this.found(one)?.isSure === false);
    const reads = Map.groupBy(open, ({ stillGiven }) => stillGiven);
    reads.delete(null);
    if (reads.size === 0) return;
    await inSnapshot(this.#pool, async (session) => {
      const end = performance.now() + LONGEST;
      const same: Wanted[] = [];
      for (const [stillGiven, own] of reads) {
        if (this.#isClosed || performance.now() > end) break;
        same.push(...those(own, await given(session, stillGiven!)));
      }
      const entries = same.map(({ entry }) => entry);
      const selected = await selectedBy(session, this.#catalog(), entries);
      for (const [at, one] of same.entries()) {
        const sum = selected[at] ?? null;
        if (sum !== null) this.#found.set(one, { ...sum, isSure: true });
      }
    });
  }
}

function tablesOf(
  { tables }: Catalog,
  entries: readonly Entry[],
): readonly TableInfo[] {
  const names = new Set(entries.map(({ table }) => table));
  return [...names].flatMap((name) => tables.get(name) ?? []);
}

/** None, where the server refuses the read now. */
async function given(
  session: Session,
  stillGiven: NonNullable<Wanted["stillGiven"]>,
): Promise<readonly Entry[]> {
  try {
    return await stillGiven(session);
  } catch (error) {
    if (error instanceof QueryError || error instanceof LogError) return [];
    throw error;
  }
}

function those(wanted: readonly Wanted[], entries: readonly Entry[]): Wanted[] {
  const ids = new Set(entries.map((entry) => entryId(0, entry)));
  return wanted.filter(({ entry }) => ids.has(entryId(0, entry)));
}

/** How many entries are summed by one statement. */
const TOGETHER = 100;
/** The longest pause, and for how long reads are made again, in milliseconds. */
const LONGEST = 5000;

/** What may be said of rows that were summed after they were given. */
function notedRows(
  sum: Selected,
  length: number | null,
  isAtRest: boolean,
): NotedRows {
  if (length !== null && length !== sum.rows) {
    return { ...sum, rows: length, checksum: null, isSure: false };
  }
  // Emptying a table leaves no trace but that it is empty.
  return { ...sum, isSure: isAtRest && (length !== null || sum.rows > 0) };
}
