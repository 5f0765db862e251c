/**
 * Rows as an HTML table that looks the same in a trusted and in an untrusted notebook: no style sheet, no script.
 *
 * @module
 */
import { type Cell, cell } from "./cell.ts";
import { type Html, markup } from "./html.ts";
import { type ColumnView, type TableView, totalLine } from "./table_view.ts";
import { visibleText } from "./visible_text.ts";

/**
 * Shows rows as a table, `Total: N` under it, and the notes under that. Columns of the primary key are underlined
 * and starred; comments are tooltips. Every name and value is escaped, and shortened where it is long.
 *
 * @param view What to show.
 * @returns HTML that a notebook may show as it is.
 *
 * @example
 * ```ts
 * import { tableHtml } from "./table_html.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const markup = tableHtml({
 *   columns: [{ name: "electrode_id", isKey: true, comment: "number" }],
 *   rows: [[126], [127]],
 *   total: 2,
 *   shown: 2,
 *   notes: ["not logged: no export active"],
 * });
 * assertStringIncludes(markup, '<th scope="col" title="primary key; number">');
 * assertStringIncludes(markup, "<p>Total: 2</p>");
 * ```
 */
export function tableHtml(view: TableView): string {
  return tableMarkup(view).toString();
}

/** As `tableHtml`, to be put into other markup. */
export function tableMarkup(view: TableView): Html {
  const rows = view.rows.slice(0, view.shown);
  const isFlushRight = view.columns.map((_, index) => isNumeric(rows, index));
  const more = (view.total ?? rows.length) > rows.length;
  const caption = view.caption === undefined
    ? null
    : markup`<caption>${visibleText(view.caption, NAME_LIMIT)}</caption>`;
  return markup`<div class="spyglass-table">
<table class="spyglass-rows">${caption}
<thead><tr>${
    view.columns.map((column, index) =>
      header(column, isFlushRight[index] ?? false)
    )
  }</tr></thead>
<tbody>
${rows.map((row) => bodyRow(view.columns, row))}${
    more ? gap(view) : null
  }</tbody>
</table>
<p>${totalLine(view)}</p>
${view.notes.map(note)}</div>`;
}

const CELL_LIMIT = 120;
const NAME_LIMIT = 200;
const NOTE_LIMIT = 1000;
const COMMENT_LIMIT = 1000;

/** Numbers, and nothing else but NULL. */
function isNumeric(
  rows: readonly (readonly unknown[])[],
  index: number,
): boolean {
  const kinds = new Set(
    rows.map((row) => cell(row[index], CELL_LIMIT).kind),
  );
  kinds.delete("null");
  return kinds.size === 1 && kinds.has("number");
}

function header(column: ColumnView, isFlushRight: boolean): Html {
  const name = visibleText(column.name, NAME_LIMIT);
  const label = column.isKey ? markup`*<b><u>${name}</u></b>` : markup`${name}`;
  const about = [column.isKey ? "primary key" : "", column.comment, column.type]
    .filter((text) => text !== undefined && text !== "")
    .map((text) => visibleText(text ?? "", COMMENT_LIMIT)).join("; ");
  const title = about === "" ? null : markup` title="${about}"`;
  return isFlushRight
    ? markup`<th scope="col"${title}>${label}</th>`
    : markup`<th scope="col"${title} style="text-align: left">${label}</th>`;
}

function bodyRow(
  columns: readonly ColumnView[],
  row: readonly unknown[],
): Html {
  const cells = columns.map((_, index) =>
    bodyCell(cell(row[index], CELL_LIMIT))
  );
  return markup`<tr>${cells}</tr>\n`;
}

/** JupyterLab sets every cell flush right; only a plain inline style changes that in an untrusted notebook. */
function bodyCell({ text, kind, title }: Cell): Html {
  const content = kind === "null" || kind === "blob"
    ? markup`<i>${text}</i>`
    : markup`${text}`;
  const about = title === null ? null : markup` title="${title}"`;
  return kind === "number"
    ? markup`<td align="right"${about}>${content}</td>`
    : markup`<td style="text-align: left"${about}>${content}</td>`;
}

function gap(view: TableView): Html {
  const cells = view.columns.map(() =>
    markup`<td style="text-align: left">…</td>`
  );
  return markup`<tr>${cells}</tr>\n`;
}

function note(text: string): Html {
  return markup`<p>${visibleText(text, NOTE_LIMIT)}</p>\n`;
}
