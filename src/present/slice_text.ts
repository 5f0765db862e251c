/**
 * A slice as plain text: its tables with their counts, then its files.
 *
 * @module
 */
import {
  sizeText,
  type SliceFileView,
  sliceLine,
  type SliceView,
} from "./slice_view.ts";
import { fitToWidth, textWidth } from "./text_width.ts";
import { visibleText } from "./visible_text.ts";

/**
 * Lists the tables of a slice, how many of their rows were read and how many brought in, and the files.
 *
 * @param view What to show.
 * @returns Lines of text, without a final newline.
 *
 * @example
 * ```ts
 * import { sliceText } from "./slice_text.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = sliceText({
 *   title: "paper1",
 *   tables: [{ name: "`s`.`t`", label: "T", schema: "s", tier: "Manual", rows: 6, logged: 3 }],
 *   files: [],
 *   edges: [],
 *   notes: [],
 * });
 * assertStringIncludes(text, "1 table, 6 rows (3 read, 3 brought in)");
 * ```
 */
export function sliceText(view: SliceView): string {
  const table = [
    ["Table", "Total", "read", "brought in"],
    ...view.tables.map(({ name, rows, logged }) => [
      visibleText(name, NAME_LIMIT),
      String(rows),
      String(logged),
      String(rows - logged),
    ]),
  ];
  return [
    visibleText(view.title, LINE_LIMIT),
    ...aligned(table, ["left", "right", "right", "right"]),
    sliceLine(view),
    ...aligned(view.files.map(fileCells), ["right", "left"]),
    ...view.notes.map((note) => visibleText(note, LINE_LIMIT)),
  ].join("\n");
}

const NAME_LIMIT = 132;
const LINE_LIMIT = 1000;

function fileCells({ path, bytes }: SliceFileView): string[] {
  return [
    bytes === null ? "missing" : sizeText(bytes),
    visibleText(path, LINE_LIMIT),
  ];
}

function aligned(
  rows: readonly (readonly string[])[],
  sides: readonly ("left" | "right")[],
): string[] {
  const widths = sides.map((_, index) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[index] ?? "")), 1)
  );
  return rows.map((row) =>
    sides.map((side, index) =>
      fitToWidth(row[index] ?? "", widths[index] ?? 1, side)
    ).join("  ").trimEnd()
  );
}
