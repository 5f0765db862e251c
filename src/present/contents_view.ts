/**
 * What is in a file, as HTML and text.
 *
 * @module
 */
import { markup } from "./html.ts";
import { visibleText } from "./visible_text.ts";

/** The objects of a file. Paths, types and descriptions may hold anything: the renderers escape and shorten them. */
export interface ContentsView {
  readonly title: string;
  readonly entries: readonly ContentsEntry[];
  /** Why there are none. */
  readonly problem?: string;
}

/** One object of a file. */
export interface ContentsEntry {
  readonly path: string;
  readonly type: string;
  readonly description: string;
}

/** The objects as a table that can be folded away. */
export function contentsHtml(
  { title, entries, problem }: ContentsView,
): string {
  if (problem !== undefined) {
    return String(markup`<p>${visibleText(problem, PROBLEM_LENGTH)}</p>`);
  }
  const shown = entries.slice(0, MOST);
  return String(
    markup`<details open><summary>${short(title)}: ${
      counted(entries.length)
    }</summary><table><thead><tr>${
      ["object", "type", "description"].map((name) =>
        markup`<th scope="col" style="text-align: left">${name}</th>`
      )
    }</tr></thead><tbody>${
      shown.map(({ path, type, description }) =>
        markup`<tr>${
          [path, type, description].map((text) =>
            markup`<td style="text-align: left">${short(text)}</td>`
          )
        }</tr>`
      )
    }</tbody></table>${
      entries.length > MOST ? `and ${entries.length - MOST} more` : ""
    }</details>`,
  );
}

/** The objects, one a line. */
export function contentsText(
  { title, entries, problem }: ContentsView,
): string {
  if (problem !== undefined) return visibleText(problem, PROBLEM_LENGTH);
  const lines = entries.slice(0, MOST).map(({ path, type }) =>
    `  ${short(path)}  ${short(type)}`
  );
  if (entries.length > MOST) lines.push(`  and ${entries.length - MOST} more`);
  return [`${short(title)}: ${counted(entries.length)}`, ...lines].join("\n");
}

const MOST = 200;
const LENGTH = 120;
const PROBLEM_LENGTH = 2000;

function counted(count: number): string {
  return `${count} ${count === 1 ? "object" : "objects"}`;
}

function short(text: string): string {
  return visibleText(text, LENGTH);
}
