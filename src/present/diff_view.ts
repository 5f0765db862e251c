/**
 * What differs between two exports, as text and as HTML.
 *
 * @module
 */
import { markup } from "./html.ts";
import { counted } from "./slice_view.ts";
import { visibleText } from "./visible_text.ts";

/** What a comparison shows. */
export interface DiffView {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly untold: readonly string[];
  readonly tables: readonly {
    readonly table: string;
    readonly both: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly someOnlyA: readonly Readonly<Record<string, string>>[];
    readonly someOnlyB: readonly Readonly<Record<string, string>>[];
  }[];
  readonly files: {
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
  };
}

/** Shows a comparison as text: `-` what only the first has, `+` what only the second has. */
export function diffText(view: DiffView): string {
  return [headline(view), `- ${shown(view.a)}`, `+ ${shown(view.b)}`]
    .concat(linesOf(view)).join("\n");
}

/** Shows a comparison as HTML that a notebook may show as it is, trusted or not. */
export function diffHtml(view: DiffView): string {
  const lines = linesOf(view).map((line) =>
    markup`<tr><td style="text-align: left"><code>${line}</code></td></tr>\n`
  );
  return markup`<div class="spyglass-diff">
<p><b>${headline(view)}</b></p>
<p>- ${shown(view.a)}<br>+ ${shown(view.b)}</p>
<table><tbody>
${lines}</tbody></table>
</div>`.toString();
}

const LIMIT = 1000;
const MOST_FILES = 20;

function shown(text: string): string {
  return visibleText(text, LIMIT);
}

function headline(view: DiffView): string {
  if (view.same) {
    return `The same: ${
      counted(view.both, "row")
    } by their keys, and the same files`;
  }
  return `${
    counted(view.both, "row")
  } in both, ${view.onlyA} only in the first, ${view.onlyB} only in the second`;
}

function linesOf(view: DiffView): string[] {
  const tables = view.tables.flatMap((table) => [
    `${
      shown(table.table)
    }: ${table.both} in both, -${table.onlyA} +${table.onlyB}`,
    ...rowLines("-", table.someOnlyA, table.onlyA),
    ...rowLines("+", table.someOnlyB, table.onlyB),
  ]);
  const untold = view.untold.map((table) =>
    `${
      shown(table)
    }: both had rows that are gone from the database, which ones cannot be told`
  );
  return [
    ...tables,
    ...untold,
    ...fileLines("-", view.files.onlyA),
    ...fileLines("+", view.files.onlyB),
  ];
}

function rowLines(
  sign: string,
  keys: readonly Readonly<Record<string, string>>[],
  count: number,
): string[] {
  const lines = keys.map((key) => shown(`  ${sign} ${JSON.stringify(key)}`));
  const more = count - keys.length;
  return more > 0 ? [...lines, `  ${sign} and ${more} more`] : lines;
}

function fileLines(sign: string, files: readonly string[]): string[] {
  const lines = files.slice(0, MOST_FILES).map((path) =>
    shown(`${sign} file ${path}`)
  );
  const more = files.length - MOST_FILES;
  return more > 0
    ? [...lines, `${sign} and ${counted(more, "further file")}`]
    : lines;
}
