/**
 * What a data frame shows: which rows in which order, what the kernel said of them, and what went wrong. No page.
 *
 * @module
 */
import type {
  GridHead,
  GridRows,
  GridView,
} from "../../../src/lab/grid/grid_messages.d.ts";
import type { Asked, ReadTable } from "../../../src/lab/messages.d.ts";
import { type ISignal, Signal } from "@lumino/signaling";
import { LinkError } from "../kernel/link_error.ts";
import type { IKernelLink } from "../model/tokens.ts";

/** How copied rows are written. */
export type CopyFormat = "tsv" | "csv" | "code";

/** Rows that were taken away. */
export interface Copied {
  readonly text: string;
  readonly rows: number;
  /** Whether, and into what, that was logged. */
  readonly note: string;
}

/** A part of the rows and columns. */
export interface Part {
  readonly offset: number;
  readonly limit: number;
  /** All, where none is named. */
  readonly columns: readonly string[];
}

/** Where the rows come from. */
export interface GridPlace {
  /** Of the notebook whose kernel has them. */
  readonly path: string;
  /** That kernel as it is now. */
  readonly link: IKernelLink | null;
}

/** One open data frame. */
export class GridModel {
  /**
   * @param place where the rows come from
   * @param view which rows
   * @param words says what went wrong in the language of the page
   */
  constructor(
    place: GridPlace,
    view: GridView,
    words: (error: unknown) => string,
  ) {
    this.#place = place;
    this.#path = place.path;
    this.#view = view;
    this.#words = words;
  }

  /** The notebook's path. */
  get path(): string {
    return this.#place.path;
  }

  /** Something has changed. */
  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get view(): GridView {
    return this.#view;
  }

  /** `null` before the kernel has answered. */
  get head(): GridHead | null {
    return this.#head;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** The kernel as it is now. */
  get link(): IKernelLink | null {
    return this.#place.link;
  }

  /** Whether rows were asked for that a busy kernel gives at the end of its cell. */
  get isWaiting(): boolean {
    const { isBusy, pending } = this.link?.view ?? NOTHING;
    return isBusy && pending.some(({ asked }) => GRID_ASKS.has(asked.ask));
  }

  /** Why the database does not answer; `null` while it does, or nothing is known of it. */
  get down(): string | null {
    return this.#down;
  }

  /** Shows other rows, or the same in another order. */
  set(change: Partial<GridView>): void {
    this.#view = { ...this.#view, ...change };
    void this.load();
  }

  /** Sorts by a column: up, then down, then not at all. */
  sortBy(column: string): void {
    const [now] = this.#view.sort;
    const isSame = now?.column === column;
    if (isSame && now.isDescending) this.set({ sort: [] });
    else this.set({ sort: [{ column, isDescending: isSame }] });
  }

  /** Asks for columns and number of rows; called again when the kernel was not there, or rows have changed. */
  async load(): Promise<void> {
    const view = this.#view;
    const turn = ++this.#turn;
    try {
      const head = await this.#ask({ ask: "grid", view });
      if (turn !== this.#turn) return;
      this.#head = head as GridHead;
      this.#shown = view;
      this.#loaded = this.#source();
      this.#problem = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#problem = this.#words(error);
      // What is seen is still what was there before: a filter that failed must not stand beside it.
      this.#view = this.#shown ?? view;
    }
    this.#changed.emit();
  }

  /** Loads where what is there does not come from the kernel and the log as they are now. */
  refresh(): void {
    const wasDown = this.#down;
    const hasMoved = this.#path !== this.path;
    this.#path = this.path;
    this.#down = this.link?.view.state?.database?.problem ?? null;
    if (this.#down !== wasDown || hasMoved) this.#changed.emit();
    const source = this.#source();
    const wasAway = this.#isAway;
    this.#isAway = source === null;
    if (source === null) return;
    // What was asked meanwhile could not be had.
    const isBack = wasAway && (wasDown !== null || this.#problem !== null);
    if (source === this.#loaded && !isBack) return;
    this.#loaded = source;
    void this.load();
  }

  /** Counts anew: rows went away since they were counted. Not again and again, should they never be as many. */
  recount(): void {
    const now = performance.now();
    if (now - this.#recounted < RECOUNT_MS) return;
    this.#recounted = now;
    void this.load();
  }

  /** Some rows, of those that are seen: their places mean others once the kernel has answered for another view. */
  async rows(offset: number, limit: number): Promise<GridRows> {
    const view = this.#shown ?? this.#view;
    const seen = this.#seen;
    const asked: Asked = { ask: "gridRows", view, ...seen, offset, limit };
    const rows = await this.#ask(asked) as GridRows;
    // The kernel keeps only so many: what is seen is not what it would copy.
    const isOther = rows.index !== undefined && rows.index !== seen.index;
    if (isOther && seen.index === this.#head?.index) this.recount();
    return rows;
  }

  /** Rows to take away: a read. `null` where it failed; then `problem` says why. */
  async copy(format: CopyFormat, part: Part): Promise<Copied | null> {
    try {
      const view = this.#shown ?? this.#view;
      const asked: Asked = {
        ask: "gridCopy",
        view,
        ...this.#seen,
        format,
        ...part,
      };
      return await this.#ask(asked) as Copied;
    } catch (error) {
      this.fail(error);
      return null;
    }
  }

  /** Says what went wrong. */
  fail(error: unknown): void {
    this.#problem = this.#words(error);
    this.#changed.emit();
  }

  readonly #changed = new Signal<this, void>(this);
  readonly #place: GridPlace;
  readonly #words: (error: unknown) => string;
  #view: GridView;
  /** What the head, and so what is seen, is of. */
  #shown: GridView | null = null;
  #head: GridHead | null = null;
  #problem: string | null = null;
  #loaded: string | null = null;
  #down: string | null = null;
  /** The kernel or its database could not be asked when that was last looked at. */
  #isAway = false;
  #path: string;
  #recounted = -RECOUNT_MS;
  #turn = 0;

  /** Of which rows the places are that are seen. */
  get #seen(): { readonly index?: string } {
    const index = this.#head?.index;
    return index === undefined ? {} : { index };
  }

  async #ask(asked: Asked): Promise<unknown> {
    const { link } = this;
    if (link === null) throw new LinkError("no kernel");
    return await link.ask(asked);
  }

  /** What the rows depend on, besides the database: the kernel, the paper, its reads and its slice of this table. */
  #source(): string | null {
    const view = this.link?.view;
    if (!view || view.link !== "connected" || !view.state) return null;
    const { kernel, database, shown, reads, slice } = view.state;
    if (database === null || database.problem !== null) return null;
    const { table, rows } = this.#view;
    if (rows === "all" || rows === "result") return kernel;
    const part = rows === "logged"
      ? readsOf(reads.tables.find((one) => one.table === table))
      : slice.revision;
    return JSON.stringify([kernel, shown?.paper_id, part]);
  }
}

const NOTHING = { isBusy: false, pending: [] };
const GRID_ASKS: ReadonlySet<Asked["ask"]> = new Set<Asked["ask"]>(
  ["grid", "gridRows", "gridCopy"],
);
/** Milliseconds. */
const RECOUNT_MS = 5000;

/** What tells the reads of a table from those that it had before. */
function readsOf(read: ReadTable | undefined): unknown {
  return read && [
    read.entries,
    ...read.newest.map(({ export_id, table_id }) => [export_id, table_id]),
  ];
}
