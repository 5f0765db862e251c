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

/** Rows in pages of one size; the least recently looked at are forgotten. */
export class Pages {
  /**
   * @param size rows of a page
   * @param most pages to keep
   */
  constructor(readonly size: number, readonly most: number) {}

  /** The row of a number, counted from 0; `undefined` where it is not here. */
  row(number: number): Row | undefined {
    const page = Math.floor(number / this.size);
    const rows = this.#pages.get(page);
    if (rows === undefined) return undefined;
    this.#touch(page, rows);
    return rows[number - page * this.size];
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
    this.#touch(Math.floor(first / this.size), rows);
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= this.most) break;
      this.#pages.delete(page);
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.#pages.clear();
  }

  /** In the order in which they were looked at. */
  readonly #pages = new Map<number, readonly Row[]>();

  #touch(page: number, rows: readonly Row[]): void {
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }
}
