/**
 * A definition in DataJoint's language as lines, each with its number and what it is (DataJoint 0.14,
 * `datajoint/declare.py`, `prepare_declare`).
 *
 * @module
 */
import { DefinitionError } from "../errors.ts";

/** What a line declares. */
export type LineKind = "attribute" | "foreign key" | "index";

/** One line that declares something. */
export interface DefinitionLine {
  readonly kind: LineKind;
  readonly text: string;
  /** Counted from 1 at the first line that is not blank. */
  readonly number: number;
  /** True above the `---`. */
  readonly inKey: boolean;
}

/** A whole definition. */
export interface DefinitionLines {
  /** The table's comment, without its `#`. */
  readonly comment: string;
  readonly lines: readonly DefinitionLine[];
}

/**
 * Splits a definition into lines. Comment lines and blank ones declare nothing; `---` (or `___`) ends the primary key.
 *
 * @throws {DefinitionError} The table's comment begins with a colon.
 */
export function definitionLines(definition: string): DefinitionLines {
  const texts = definition.trim().split("\n").map((text) => text.trim());
  const comment = texts[0]!.startsWith("#") ? texts[0]!.slice(1).trim() : "";
  if (comment.startsWith(":")) {
    throw lineError(
      { number: 1, text: texts[0]! },
      'the table\'s comment begins with ":"',
      "another beginning: DataJoint keeps types there",
    );
  }
  const lines: DefinitionLine[] = [];
  let inKey = true;
  for (const [at, text] of texts.entries()) {
    if (text === "" || text.startsWith("#")) continue;
    if (/^(---|___)/.test(text)) inKey = false;
    else lines.push({ kind: kindOf(text), text, number: at + 1, inKey });
  }
  return { comment, lines };
}

/**
 * An error of one line.
 *
 * @param found What is wrong.
 * @param wanted What would be right, and what to do.
 */
export function lineError(
  { number, text }: Pick<DefinitionLine, "number" | "text">,
  found: string,
  wanted: string,
): DefinitionError {
  return new DefinitionError(
    `Cannot declare the table: line ${number} of its definition, ${
      JSON.stringify(text)
    }: ${found}, wanted ${wanted}; nothing was created`,
    number,
  );
}

/**
 * DataJoint takes every line that begins with `index` for an index, so that an attribute `index_value` cannot be
 * declared there; here, as its documentation says, an index is `index (…)`.
 */
function kindOf(text: string): LineKind {
  const arrow = text.indexOf("->");
  if (arrow >= 0 && !/["#']/.test(text.slice(0, arrow))) return "foreign key";
  return /^(unique\s+)?index\s*\(/i.test(text) ? "index" : "attribute";
}
