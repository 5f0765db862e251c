/**
 * Rows to look at: shown, never logged, never handed to code.
 *
 * @module
 */
import { BLOB } from "../../present/cell.ts";
import { displayBundle } from "../../present/display.ts";
import { tableHtml } from "../../present/table_html.ts";
import { tableText } from "../../present/table_text.ts";
import type { TableView } from "../../present/table_view.ts";
import { fragment, joinFragments } from "../../sql/fragment.ts";
import type { QueryContext } from "../context.ts";
import { countRows } from "./count.ts";
import { isComputedBits } from "./bits.ts";
import { withComputedBits } from "./computed_bits.ts";
import { decodeColumn, filesOf, named, valueExpression } from "./decode.ts";
import { columnViews, isBlob } from "./result.ts";
import { itemOf, selectText } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import type { Expression } from "../expression/expression.ts";
import type { Attribute } from "../expression/heading.ts";
import { namingColumns } from "./unknown_column.ts";

/**
 * Rows that can be shown, but not computed with: what is computed with must be read, and logged. See
 * {@linkcode Query.preview}.
 */
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

  /**
   * Both forms of what is shown.
   *
   * @internal
   */
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
  expression: Expression,
  count: number,
): Promise<Preview> {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST)) {
    throw new RangeError(
      `Cannot preview ${expression.heading.label}: received ${count} rows, wanted a whole number from 1 to ${MOST}; use fetch() to work with rows`,
    );
  }
  const columns = await namingColumns(
    expression,
    () => withComputedBits(context, expression, expression.heading.columns),
  );
  const block = compile(expression);
  // Blobs are not shown, so they are not sent.
  const expressions = columns.map((column) => {
    const { value } = itemOf(block, column.name);
    return isBlob(column)
      ? fragment("IF(", value, " IS NULL, NULL, 1) AS `a blob`")
      : isComputedBits(column)
      ? valueExpression(block, column)
      : named(value, column);
  });
  const first = { ...block, limit: Math.min(block.limit ?? count, count) };
  const sql = selectText(first, joinFragments(expressions, ", ")).toText();
  const [{ rows }, all] = await Promise.all([
    namingColumns(expression, () => context.pool.query(sql)),
    countRows(context, expression),
  ]);
  for (const [at, column] of columns.entries()) {
    await makeVisible(context, column, rows, at);
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
  column: Attribute,
  rows: unknown[][],
  at: number,
): Promise<void> {
  if (column.kind === "filepath" && context.stores[column.store ?? ""]) {
    const hashes = rows.map((row) => row[at] as Uint8Array | null);
    const files = await filesOf(context, context.pool, column, hashes);
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
