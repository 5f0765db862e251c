/**
 * A slice as HTML: the diagram, its tables with their counts, each to be opened, and its files.
 *
 * @module
 */
import { diagramImage } from "./diagram_svg.ts";
import { type Html, markup } from "./html.ts";
import {
  sizeText,
  type SliceFileView,
  sliceLine,
  type SliceTableView,
  type SliceView,
} from "./slice_view.ts";
import { tableMarkup } from "./table_html.ts";
import { visibleText } from "./visible_text.ts";

/** How a slice is shown. */
export interface SliceHtmlOptions {
  /**
   * Draws the foreign keys between the tables above the list.
   *
   * @default {false}
   */
  readonly diagram?: boolean;
}

/**
 * Shows a slice: one line on the whole, a table of the tables with how many rows were read and how many brought in,
 * the previews of those that have one (closed, to be opened by a click), and the files with their sizes.
 *
 * @param view What to show.
 * @param options Whether there is a diagram.
 * @returns HTML that a notebook may show as it is, trusted or not.
 *
 * @example
 * ```ts
 * import { sliceHtml } from "./slice_html.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const markup = sliceHtml({
 *   title: "paper1",
 *   tables: [{ name: "`s`.`t`", label: "T", schema: "s", tier: "Manual", rows: 6, logged: 3 }],
 *   files: [{ path: "a.nwb", bytes: 4200 }],
 *   edges: [],
 *   notes: [],
 * });
 * assertStringIncludes(markup, "1 table, 6 rows (3 read, 3 brought in), 1 file (4.2 kB)");
 * ```
 */
export function sliceHtml(
  view: SliceView,
  options: SliceHtmlOptions = {},
): string {
  const diagram = options.diagram && view.tables.length > 0
    ? markup`<p>${diagramImage(view)}</p>\n`
    : null;
  return markup`<div class="spyglass-slice">
<p><b>${visibleText(view.title, LINE_LIMIT)}</b></p>
<p>${sliceLine(view)}</p>
${diagram}${tablesMarkup(view.tables)}
${view.tables.map(preview)}${filesMarkup(view.files)}
${view.notes.map(note)}</div>`.toString();
}

const NAME_LIMIT = 132;
const LINE_LIMIT = 1000;

function tablesMarkup(tables: readonly SliceTableView[]): Html {
  const names = ["Table", "Tier", "Total", "read", "brought in"];
  return markup`<table class="spyglass-slice-tables">
<thead><tr>${names.map(header)}</tr></thead>
<tbody>
${tables.map(tableRow)}</tbody>
</table>`;
}

/** Numbers stand flush right, and so do their headings. */
const NUMBERS = new Set(["Total", "read", "brought in", "Size"]);

function header(name: string): Html {
  return NUMBERS.has(name)
    ? markup`<th scope="col">${name}</th>`
    : markup`<th scope="col" style="text-align: left">${name}</th>`;
}

function tableRow(table: SliceTableView): Html {
  const name = visibleText(table.name, NAME_LIMIT);
  const about = visibleText(table.label, NAME_LIMIT);
  const cells = [
    markup`<td style="text-align: left" title="${about}">${
      table.logged > 0 ? markup`<b>${name}</b>` : name
    }</td>`,
    markup`<td style="text-align: left">${table.tier}</td>`,
    ...[table.rows, table.logged, table.rows - table.logged].map(number),
  ];
  return markup`<tr>${cells}</tr>\n`;
}

function number(count: number): Html {
  return markup`<td align="right">${count}</td>`;
}

function preview(table: SliceTableView): Html {
  if (table.preview === undefined) return markup``;
  const name = visibleText(table.name, NAME_LIMIT);
  return markup`<details>
<summary>${name} Total: ${table.rows}</summary>
${tableMarkup(table.preview)}
</details>\n`;
}

function filesMarkup(files: readonly SliceFileView[]): Html {
  if (files.length === 0) return markup``;
  return markup`<table class="spyglass-slice-files">
<thead><tr>${["File", "Size"].map(header)}</tr></thead>
<tbody>
${files.map(fileRow)}</tbody>
</table>`;
}

function fileRow({ path, bytes }: SliceFileView): Html {
  const size = bytes === null ? markup`<b>missing</b>` : sizeText(bytes);
  return markup`<tr><td style="text-align: left">${
    visibleText(path, LINE_LIMIT)
  }</td><td align="right">${size}</td></tr>\n`;
}

function note(text: string): Html {
  return markup`<p>${visibleText(text, LINE_LIMIT)}</p>\n`;
}
