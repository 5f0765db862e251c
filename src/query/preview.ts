/**
 * Rows to look at: shown, never logged, never handed to code.
 *
 * @module
 */
import { BLOB } from "../present/cell.ts";
import { displayBundle } from "../present/display.ts";
import { tableHtml } from "../present/table_html.ts";
import { tableText } from "../present/table_text.ts";
import type { TableView } from "../present/table_view.ts";
import { columnName } from "../sql/identifier.ts";
import { type QueryContext, tableLabel } from "./context.ts";
import { countRows } from "./count.ts";
import { decodeColumn } from "./decode.ts";
import { columnViews, isBlob } from "./result.ts";
import { type QueryState, selectFragment } from "./select.ts";
import { namingColumns } from "./unknown_column.ts";

/** Rows that can be shown, but not computed with: what is computed with must be read, and logged. */
export class Preview {
  readonly #view: TableView;

  /** @param view What is shown. */
  constructor(view: TableView) {
    this.#view = view;
  }

  /** What is shown, for those who show it as a part of something. */
  get view(): TableView {
    return this.#view;
  }

  /** How many rows the query has. */
  get total(): number {
    return this.#view.total ?? this.#view.rows.length;
  }

  /** Both forms of what is shown. */
  display(): Record<string, string> {
    return { ...displayBundle(tableHtml(this.#view), tableText(this.#view)) };
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return this.display();
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return tableText(this.#view);
  }
}

/**
 * Reads the first rows to show them.
 *
 * @param count How many, from 1 to 1,000.
 */
export async function previewOf(
  context: QueryContext,
  state: QueryState,
  count: number,
): Promise<Preview> {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST)) {
    throw new RangeError(
      `Cannot preview ${
        tableLabel(state.table)
      }: received ${count} rows, wanted a whole number from 1 to ${MOST}; use fetch() to work with rows`,
    );
  }
  const { columns } = state.table;
  // Blobs are not shown, so they are not sent.
  const expressions = columns.map((column) => {
    const name = columnName(column.name);
    return isBlob(column) ? `IF(${name} IS NULL, NULL, 1) AS ${name}` : name;
  });
  const first = { ...state, limit: Math.min(state.limit ?? count, count) };
  const sql = selectFragment(first, expressions.join(", ")).toText();
  const [{ rows }, all] = await Promise.all([
    namingColumns(state, () => context.pool.query(sql)),
    countRows(context, state),
  ]);
  for (const [at, column] of columns.entries()) {
    if (isBlob(column)) markBlobs(rows, at);
    else if (["uuid", "bit"].includes(column.kind)) {
      decodeColumn(rows, at, column, undefined);
    }
  }
  return new Preview({
    columns: columnViews(columns),
    rows: rows as unknown[][],
    total: all,
    shown: count,
    notes: [],
  });
}

const MOST = 1000;

function markBlobs(rows: readonly unknown[][], at: number): void {
  for (const row of rows) {
    if (row[at] !== null) row[at] = BLOB;
  }
}
