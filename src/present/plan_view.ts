/**
 * A plan of an export, as text and as HTML.
 *
 * @module
 */
import { type Html, markup } from "./html.ts";
import { counted, sizeText } from "./slice_view.ts";
import { visibleText } from "./visible_text.ts";

/** What a plan shows. */
export interface PlanView {
  readonly paper_id: string;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly logged: number;
    readonly bytes: number;
  }[];
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly {
    readonly file_path: string;
    readonly bytes: number | null;
  }[];
  readonly brings: readonly {
    readonly table: string;
    readonly logged: number;
    readonly rows: Readonly<Record<string, number>>;
    readonly alone: Readonly<Record<string, number>>;
  }[];
  readonly cut: {
    readonly sessions: readonly string[];
    readonly logged: Readonly<Record<string, number>>;
    readonly rows: Readonly<Record<string, number>>;
  } | null;
  readonly personal: readonly {
    readonly table: string;
    readonly rows: number;
    readonly columns: readonly string[];
    readonly why: readonly { readonly table: string }[];
  }[];
  /** What somebody should see to first. */
  readonly warnings: readonly string[];
}

/** Shows a plan as text. */
export function planText(view: PlanView): string {
  const tables = view.tables.map(({ table, rows, logged, bytes }) =>
    `${String(rows).padStart(10)}  ${sizeText(bytes).padStart(9)}  ${
      shown(table)
    }${logged > 0 ? ` (${logged} read)` : ""}`
  );
  return [
    headline(view),
    "      rows      about  table",
    ...tables,
    ...sections(view).flatMap(({ title, lines }) => [
      title,
      ...lines.map((line) => `  ${line}`),
    ]),
  ].join("\n");
}

/** Shows a plan as HTML that a notebook may show as it is, trusted or not. */
export function planHtml(view: PlanView): string {
  const rows = view.tables.map(({ table, rows, logged, bytes }) =>
    markup`<tr><td style="text-align: left">${shown(table)}</td>${
      [rows, logged, sizeText(bytes)].map((value) =>
        markup`<td align="right">${value}</td>`
      )
    }</tr>\n`
  );
  return markup`<div class="spyglass-plan">
<p><b>${headline(view)}</b></p>
<table>
<thead><tr><th scope="col" style="text-align: left">Table</th>${
    ["Total", "read", "about"].map((name) =>
      markup`<th scope="col">${name}</th>`
    )
  }</tr></thead>
<tbody>
${rows}</tbody>
</table>
${sections(view).map(sectionMarkup)}</div>`.toString();
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const LIMIT = 1000;
const MOST_FILES = 20;

function shown(text: string): string {
  return visibleText(text, LIMIT);
}

function headline(view: PlanView): string {
  return shown(
    `${view.paper_id}: ${counted(view.tables.length, "table")}, ${
      counted(view.rows, "row")
    } (about ${sizeText(view.bytes)}), ${filesLine(view)}; nothing was written`,
  );
}

function filesLine({ files }: PlanView): string {
  const missing = files.filter(({ bytes }) => bytes === null).length;
  const bytes = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return `${counted(files.length, "file")} (${sizeText(bytes)}${
    missing > 0 ? `, ${missing} missing` : ""
  })`;
}

function sections(view: PlanView): Section[] {
  return [
    { title: "Rows may be missing", lines: view.warnings.map(shown) },
    {
      title: "What each table that was read brings in",
      lines: view.brings.map(broughtLine),
    },
    { title: "Left out, by includedNwbFiles", lines: cutLines(view.cut) },
    {
      title: "Data on people, and why they come along",
      lines: view.personal.map(personalLine),
    },
    { title: "Files", lines: fileLines(view) },
  ].filter(({ lines }) => lines.length > 0);
}

function broughtLine(
  { table, logged, rows, alone }: PlanView["brings"][number],
): string {
  return shown(
    `${table}: ${counted(logged, "row")} read ${
      logged === 1 ? "brings" : "bring"
    } ${counted(sumOf(rows), "row")} of ${
      counted(Object.keys(rows).length, "table")
    }, ${sumOf(alone)} of them alone`,
  );
}

function cutLines(cut: PlanView["cut"]): string[] {
  if (cut === null) return [];
  const sessions = cut.sessions.slice(0, MOST_FILES).join(", ");
  const more = cut.sessions.length - MOST_FILES;
  return [
    `sessions: ${sessions || "none"}${more > 0 ? ` and ${more} more` : ""}`,
    ...Object.entries(cut.logged).map(([table, rows]) =>
      `${table}: ${counted(rows, "row that was", "rows that were")} read`
    ),
    `in all ${counted(sumOf(cut.rows), "row")} of ${
      counted(Object.keys(cut.rows).length, "table")
    }`,
  ].map(shown);
}

function personalLine(
  { table, rows, columns, why }: PlanView["personal"][number],
): string {
  return shown(
    `${table}: ${counted(rows, "row")} (${
      columns.join(", ") || "by its name"
    }), by ${why.map(({ table }) => table).join(" → ")}`,
  );
}

function fileLines({ files }: PlanView): string[] {
  const lines = files.slice(0, MOST_FILES).map(({ file_path, bytes }) =>
    shown(`${file_path} (${bytes === null ? "missing" : sizeText(bytes)})`)
  );
  const more = files.length - MOST_FILES;
  return more > 0 ? [...lines, `and ${counted(more, "further file")}`] : lines;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function sectionMarkup({ title, lines }: Section): Html {
  const items = lines.map((line) => markup`<li>${line}</li>\n`);
  return markup`<details open>
<summary>${title}</summary>
<ul>
${items}</ul>
</details>\n`;
}
