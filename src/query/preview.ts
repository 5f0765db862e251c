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
import type { Column, TableInfo } from "../schema/table.ts";
import { columnName } from "../sql/identifier.ts";
import { type QueryContext, tableLabel } from "./context.ts";
import { countRows } from "./count.ts";
import { decodeColumn, filesOf, named } from "./decode.ts";
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
    return isBlob(column)
      ? `IF(${name} IS NULL, NULL, 1) AS \`a blob\``
      : named(name, column);
  });
  const first = { ...state, limit: Math.min(state.limit ?? count, count) };
  const sql = selectFragment(first, expressions.join(", ")).toText();
  const [{ rows }, all] = await Promise.all([
    namingColumns(state, () => context.pool.query(sql)),
    countRows(context, state),
  ]);
  for (const [at, column] of columns.entries()) {
    await makeVisible(context, state.table, column, rows, at);
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

/** Only what shows nothing by itself is changed. */
async function makeVisible(
  context: QueryContext,
  table: TableInfo,
  column: Column,
  rows: unknown[][],
  at: number,
): Promise<void> {
  if (column.kind === "filepath" && context.stores[column.store ?? ""]) {
    const hashes = rows.map((row) => row[at] as Uint8Array | null);
    const files = await filesOf(context, context.pool, table, column, hashes);
    for (const row of rows) {
      const hash = row[at] as Uint8Array | null;
      if (hash !== null) row[at] = files?.get(hash.toHex()) ?? BLOB;
    }
  } else if (["uuid", "bit"].includes(column.kind)) {
    decodeColumn(rows, at, column);
  } else if (isBlob(column) || BYTES.includes(column.kind)) markBlobs(rows, at);
}

const BYTES = ["filepath", "attach"];

function markBlobs(rows: readonly unknown[][], at: number): void {
  for (const row of rows) {
    if (row[at] !== null) row[at] = BLOB;
  }
}
