/**
 * The pages of rows that are here, and which one is wanted next. Knows nothing of grids or kernels.
 *
 * @module
 */

/** A row as texts; `null` is SQL's null. */
export type Row = readonly (string | null)[];

/** Rows from `first` up to but without `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** How much is kept. */
export interface PagesLimits {
  /** Pages at most. */
  readonly pages: number;
  /** Characters of all values together at most; one page is kept whatever it has. */
  readonly characters: number;
}

/** Rows in pages of one size; the least recently looked at are forgotten. */
export class Pages {
  /**
   * @param size rows of a page
   * @param most how much is kept
   */
  constructor(readonly size: number, readonly most: PagesLimits) {}

  /** The row of a number, counted from 0; `undefined` where its page is not here, `null` where the page lacks it. */
  row(number: number): Row | null | undefined {
    const at = Math.floor(number / this.size);
    const page = this.#pages.get(at);
    if (page === undefined) return undefined;
    this.#touch(at, page);
    return page.rows[number - at * this.size] ?? null;
  }

  /** The first page in a range of rows that is not here; `null` where all are. */
  missing({ first, end }: Range): Range | null {
    const last = Math.floor((end - 1) / this.size);
    for (let page = Math.floor(first / this.size); page <= last; page++) {
      if (!this.#pages.has(page)) {
        return { first: page * this.size, end: (page + 1) * this.size };
      }
    }
    return null;
  }

  /** Keeps the rows of a page. */
  keep(first: number, rows: readonly Row[]): void {
    const at = Math.floor(first / this.size);
    this.#forget(at);
    const characters = rows.reduce((sum, row) => sum + lengthOf(row), 0);
    this.#characters += characters;
    this.#pages.set(at, { rows, characters });
    for (const oldest of this.#pages.keys()) {
      const isMuch = this.#pages.size > this.most.pages ||
        this.#characters > this.most.characters;
      if (!isMuch || oldest === at) break;
      this.#forget(oldest);
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.#pages.clear();
    this.#characters = 0;
  }

  /** In the order in which they were looked at. */
  readonly #pages = new Map<number, Page>();
  #characters = 0;

  #touch(at: number, page: Page): void {
    this.#pages.delete(at);
    this.#pages.set(at, page);
  }

  #forget(at: number): void {
    this.#characters -= this.#pages.get(at)?.characters ?? 0;
    this.#pages.delete(at);
  }
}

interface Page {
  readonly rows: readonly Row[];
  readonly characters: number;
}

function lengthOf(row: Row): number {
  return row.reduce((sum, value) => sum + (value?.length ?? 0), 0);
}
