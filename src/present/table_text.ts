/**
 * Rows as aligned plain text, for terminals and for front ends without HTML.
 *
 * @module
 */
import { type Cell, cell } from "./cell.ts";
import { type TableView, totalLine } from "./table_view.ts";
import { fitToWidth, textWidth } from "./text_width.ts";
import { visibleText } from "./visible_text.ts";

/** How a table is written as text. */
export interface TableTextOptions {
  /**
   * The greatest width of a line, in columns of a monospaced font.
   *
   * @default {120}
   */
  readonly width?: number;
}

/**
 * Shows rows in aligned columns, `Total: N` under them, and the notes under that. Columns of the primary key are
 * marked `*`. Columns that the width has no room for are left out, and counted.
 *
 * @param view What to show.
 * @param options The width of the lines.
 * @returns Lines of text, without a final newline.
 *
 * @example
 * ```ts
 * import { tableText } from "./table_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = tableText({
 *   columns: [{ name: "id", isKey: true }, { name: "name", isKey: false }],
 *   rows: [[1, "one"], [10, null]],
 *   total: 2,
 *   shown: 2,
 *   notes: [],
 * });
 * assertEquals(text, ["*id  name", "---  ----", "  1  one", " 10  NULL", "Total: 2"].join("\n"));
 * ```
 */
export function tableText(
  view: TableView,
  options: TableTextOptions = {},
): string {
  const width = Math.max(options.width ?? 120, NARROWEST);
  const all = view.columns.map((_, index) => columnOf(view, index));
  const columns = fit(all, width);
  const left = all.length - columns.length;
  return [
    ...(view.caption === undefined ? [] : [visibleText(view.caption, width)]),
    ...lines(columns),
    ...((view.total ?? 0) > shownRows(view).length ? ["…"] : []),
    ...(left > 0 ? [`(${left} more columns are not shown)`] : []),
    totalLine(view),
    ...view.notes.map((note) => visibleText(note, NOTE_LIMIT)),
  ].join("\n");
}

interface TextColumn {
  readonly name: string;
  readonly cells: readonly Cell[];
  readonly side: "left" | "right";
  width: number;
}

const NARROWEST = 20;
const COLUMN_LIMIT = 100;
const COLUMN_LEAST = 8;
const NOTE_LIMIT = 1000;
const SPACE = "  ";

function shownRows(view: TableView): readonly (readonly unknown[])[] {
  return view.rows.slice(0, view.shown);
}

function columnOf(view: TableView, index: number): TextColumn {
  const column = view.columns[index];
  const name = (column?.isKey ? "*" : "") +
    visibleText(column?.name ?? "", COLUMN_LIMIT);
  const cells = shownRows(view).map((row) => cell(row[index], COLUMN_LIMIT));
  const numeric = cells.some(({ kind }) => kind === "number") &&
    cells.every(({ kind }) => kind === "number" || kind === "null");
  const width = [name, ...cells.map(({ text }) => text)]
    .reduce((widest, text) => Math.max(widest, textWidth(text)), 1);
  return { name, cells, side: numeric ? "right" : "left", width };
}

/** Narrows the widest columns until the line fits; when that is not enough, leaves out the last ones. */
function fit(all: readonly TextColumn[], width: number): TextColumn[] {
  const least = all.map((column) => Math.min(column.width, COLUMN_LEAST));
  let count = all.length;
  while (count > 1 && lineWidth(least.slice(0, count)) > width) count--;
  const columns = all.slice(0, count);
  const widths = narrowed(columns.map((column) => column.width), width);
  return columns.map((column, index) => ({
    ...column,
    width: widths[index] ?? column.width,
  }));
}

function narrowed(widths: readonly number[], width: number): number[] {
  let limit = Math.max(...widths, 1);
  let cut = [...widths];
  while (limit > COLUMN_LEAST && lineWidth(cut) > width) {
    limit--;
    cut = widths.map((own) => Math.min(own, limit));
  }
  return cut;
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, own) => sum + own, 0) +
    SPACE.length * Math.max(0, widths.length - 1);
}

function lines(columns: readonly TextColumn[]): string[] {
  if (columns.length === 0) return ["(no columns)"];
  const rows = columns[0]?.cells.length ?? 0;
  const line = (text: (column: TextColumn) => string) =>
    columns.map((column) => fitToWidth(text(column), column.width, column.side))
      .join(SPACE).trimEnd();
  return [
    line(({ name }) => name),
    line(({ width }) => "-".repeat(width)),
    ...Array.from(
      { length: rows },
      (_, row) => line(({ cells }) => cells[row]?.text ?? ""),
    ),
  ];
}
