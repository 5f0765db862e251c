/**
 * What came of an export, in ten lines: what was read, what goes along, where it is, and whether it was proved.
 *
 * @module
 */
import { markup } from "./html.ts";
import type { OutcomeView } from "./outcome_view.ts";
import { counted, sizeText } from "./slice_view.ts";
import { visibleText } from "./visible_text.ts";

/**
 * Writes an outcome as text, at most ten lines; where `verify` found differences, or reads whose rows have
 * changed since, each of the first ten has a further line.
 *
 * @param view What came of the export.
 * @returns Lines of text, without a final newline.
 *
 * @example
 * ```ts
 * import { summaryText } from "./summary.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = summaryText({
 *   paper: "paper1",
 *   exports: [{ id: 1, analysis: "analysis1" }],
 *   reads: [{ table: "`s`.`t`", entries: 2 }],
 *   exported: { tables: 41, rows: 58, files: 3, bytes: 4200 },
 *   script: null,
 *   sql: null,
 *   restored: null,
 *   verified: null,
 *   notes: [],
 * });
 * assertStringIncludes(text, "Exported   41 tables, 58 rows, 3 files (4.2 kB)");
 * ```
 */
export function summaryText(view: OutcomeView): string {
  return [
    ...linesOf(view).map(({ name, text }) => `${name.padEnd(10)} ${text}`),
    ...differences(view),
    ...changes(view),
    ...notes(view),
  ].join("\n");
}

/**
 * Writes an outcome as HTML, with the same lines as `summaryText`.
 *
 * @param view What came of the export.
 * @returns HTML that a notebook may show as it is.
 *
 * @example
 * ```ts
 * import { summaryHtml } from "./summary.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const html = summaryHtml({
 *   paper: "<paper>",
 *   exports: [],
 *   reads: [],
 *   exported: null,
 *   script: null,
 *   sql: null,
 *   restored: null,
 *   verified: null,
 *   notes: [],
 * });
 * assertStringIncludes(html, "&lt;paper&gt;");
 * ```
 */
export function summaryHtml(view: OutcomeView): string {
  const rows = linesOf(view).map(({ name, text }) =>
    markup`<tr><th scope="row" style="text-align: left">${name}</th><td style="text-align: left">${text}</td></tr>\n`
  );
  const found = [...differences(view), ...changes(view)].map((text) =>
    markup`<li>${text.trim()}</li>\n`
  );
  const list = found.length === 0 ? null : markup`<ul>\n${found}</ul>\n`;
  const more = notes(view).map((text) => markup`<p>${text}</p>\n`);
  return markup`<div class="spyglass-outcome">
<table>
<tbody>
${rows}</tbody>
</table>
${list}${more}</div>`.toString();
}

interface Line {
  readonly name: string;
  readonly text: string;
}

const NAME_LIMIT = 132;
const LINE_LIMIT = 1000;
const MOST_NAMED = 6;
const MOST_DIFFERENCES = 10;
const MOST_CHANGES = 10;
const MOST_NOTES = 3;

function linesOf(view: OutcomeView): Line[] {
  const lines: [string, string | null][] = [
    ["Paper", paperText(view)],
    ["Logged", readsText(view)],
    ["Exported", exportedText(view)],
    ["Script", view.script],
    ["Dump", view.sql],
    ["Restored", restoredText(view)],
    ["Verified", verifiedText(view)],
  ];
  return lines.map(([name, text]) => ({
    name,
    text: visibleText(text ?? "not yet", LINE_LIMIT),
  }));
}

function paperText({ paper, exports }: OutcomeView): string {
  const named = exports.map(({ id, analysis }) =>
    `export ${id} (${visibleText(analysis, NAME_LIMIT)})`
  );
  const name = visibleText(paper, NAME_LIMIT);
  return named.length === 0
    ? `${name}, no export`
    : `${name}, ${firstOf(named)}`;
}

function readsText({ reads }: OutcomeView): string {
  const entries = reads.reduce((sum, read) => sum + read.entries, 0);
  const of = `${entries} ${entries === 1 ? "entry" : "entries"} of ${
    counted(reads.length, "table")
  }`;
  const named = reads.map((read) =>
    `${visibleText(read.table, NAME_LIMIT)} ${read.entries}`
  );
  return named.length === 0 ? "nothing" : `${of}: ${firstOf(named)}`;
}

function exportedText({ exported }: OutcomeView): string | null {
  if (exported === null) return null;
  const { tables, rows, files, bytes } = exported;
  return `${counted(tables, "table")}, ${counted(rows, "row")}, ${
    counted(files, "file")
  } (${sizeText(bytes)})`;
}

function restoredText({ restored }: OutcomeView): string | null {
  if (restored === null) return null;
  return `${counted(restored.tables, "table")}, ${
    counted(restored.rows, "row")
  }`;
}

function verifiedText({ verified }: OutcomeView): string | null {
  if (verified === null) return null;
  const { ok, differences, changedReads, isCut } = verified;
  if (!ok) return `NO: ${counted(differences.length, "difference")}`;
  return changedReads.length === 0
    ? `yes: every logged read gives the same rows${
      isCut ? " of the sessions that are included" : ""
    }`
    : `the dump is what the database holds; but ${
      changedReadsText(changedReads.length)
    }`;
}

/**
 * Says that rows have changed since they were read.
 *
 * @param count Of how many reads.
 */
export function changedReadsText(count: number): string {
  return `${counted(count, "read")} gave other rows in the notebook`;
}

function changes({ verified }: OutcomeView): string[] {
  const all = verified?.changedReads ?? [];
  const left = all.length - MOST_CHANGES;
  return [
    ...all.slice(0, MOST_CHANGES).map(({ table, restriction, change }) => {
      const [name, read] = [table, restriction]
        .map((text) => visibleText(text, NAME_LIMIT));
      return `  ${name} ${read}: ${visibleText(change, NAME_LIMIT)}`;
    }),
    ...(left > 0
      ? [`  and ${left} more: ExportSelection.review names them`]
      : []),
  ];
}

function differences({ verified }: OutcomeView): string[] {
  const all = verified?.differences ?? [];
  const left = all.length - MOST_DIFFERENCES;
  return [
    ...all.slice(0, MOST_DIFFERENCES).map(({ message }) =>
      `  ${visibleText(message, LINE_LIMIT)}`
    ),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ];
}

function notes(view: OutcomeView): string[] {
  return view.notes.slice(0, MOST_NOTES)
    .map((note) => visibleText(note, LINE_LIMIT));
}

function firstOf(named: readonly string[]): string {
  const left = named.length - MOST_NAMED;
  const first = named.slice(0, MOST_NAMED).join(", ");
  return left > 0 ? `${first} and ${left} more` : first;
}
