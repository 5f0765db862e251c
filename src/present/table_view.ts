/**
 * What a table of rows shows, as plain data: the input of `table_html.ts` and `table_text.ts`.
 *
 * @module
 */

/** One column of a shown table. */
export interface ColumnView {
  readonly name: string;
  /** True for a column of the primary key: it is marked. */
  readonly isKey: boolean;
  /** The column's comment, shown as a tooltip. */
  readonly comment?: string;
  /** The column's type, shown in the same tooltip. */
  readonly type?: string;
}

/** Rows to show. Names, comments and values may hold anything: the renderers escape and shorten them. */
export interface TableView {
  readonly columns: readonly ColumnView[];
  /** Rows in the columns' order. */
  readonly rows: readonly (readonly unknown[])[];
  /** Number of rows that there are; `null` where nobody counted. */
  readonly total: number | null;
  /** Number of `rows` to show, from the first one on. */
  readonly shown: number;
  /** Lines below the total, for example `not logged: no export active`. */
  readonly notes: readonly string[];
  /** A title above the table. */
  readonly caption?: string;
}

/** The line under a table: `Total: 128, the first 10 shown`. */
export function totalLine(view: TableView): string {
  const shown = Math.min(view.shown, view.rows.length);
  if (view.total === null) {
    return `Total: not counted, ${shown} ${shown === 1 ? "row" : "rows"} shown`;
  }
  return view.total > shown
    ? `Total: ${view.total}, the first ${shown} shown`
    : `Total: ${view.total}`;
}
