/**
 * From a read to log entries: pure.
 *
 * @module
 */
import { whereTexts } from "../../keys/where.ts";
import type { RowsRead } from "../../query/reading/observer.ts";
import type { TableInfo } from "../../schema/table.ts";
import { RESTRICTION_LENGTH } from "../../spyglass/usage_tables.ts";

/** One row of the log. */
export interface Entry {
  /** Full name of the table. */
  readonly table: string;
  /** The restriction as it is stored: `%` doubled, as Python's DataJoint expects it. */
  readonly restriction: string;
  /** True for a text that nobody else writes. */
  readonly isProvisional?: true;
}

/** What the log can hold. */
export interface EntryLimits {
  /** True where the column keeps any character; else only ASCII is sure to survive. */
  readonly anyCharacter: boolean;
}

/** True where the log can hold a condition as it stands; a provisional one needs room for its mark, too. */
export function holds(
  text: string,
  limits: EntryLimits,
  isProvisional = false,
): boolean {
  const room = RESTRICTION_LENGTH - (isProvisional ? MARK_LENGTH : 0);
  return fits(stored(text), limits, room);
}

/** The restriction of a table that was looked at and gave nothing: that it is there, the same cell needs, too. */
export const NO_ROW = "FALSE";

/** Tells entries of all exports apart. */
export function entryId(
  exportId: number,
  { table, restriction }: Entry,
): string {
  return `${exportId}\n${table}\n${restriction}`;
}

/**
 * The entries that say which rows were read, `null` where a text cannot be stored, so that keys are needed.
 */
export function entriesOf(
  read: RowsRead,
  limits: EntryLimits,
): readonly Entry[] | null {
  const { table, rows } = read;
  if ("text" in rows) {
    const restriction = stored(rows.text);
    return fits(restriction, limits, RESTRICTION_LENGTH)
      ? [{ table: table.fullName, restriction }]
      : null;
  }
  if (rows.keys.length === 0) {
    return [{ table: table.fullName, restriction: NO_ROW }];
  }
  return keyTexts(table, rows.keys).map((text) => ({
    table: table.fullName,
    restriction: text,
  }));
}

/**
 * The same rows in a text that nobody else writes: entries that are taken away again must be nobody else's, since a
 * read that finds its entry in the log relies on it.
 */
export function provisional(entries: readonly Entry[]): Entry[] {
  const mark = crypto.getRandomValues(new Uint32Array(1))[0]!;
  return entries.map(({ table, restriction }, at) => {
    const text = restriction === "True" ? "TRUE" : restriction;
    return {
      table,
      restriction: `(${text})AND(${mark}.${at}=${mark}.${at})`,
      isProvisional: true,
    };
  });
}

/** The restriction as it runs, from the one stored. */
export function running(restriction: string): string {
  return restriction === "True" ? "TRUE" : restriction.replaceAll("%%", "%");
}

/** The restriction to store for one that runs. */
export function stored(text: string): string {
  return text === "TRUE" ? "True" : text.replaceAll("%", "%%");
}

function fits(
  restriction: string,
  { anyCharacter }: EntryLimits,
  room: number,
): boolean {
  return lengthOf(restriction) <= room &&
    (anyCharacter || ASCII.test(restriction));
}

/** `()AND(4294967295.999=4294967295.999)`, and some more. */
const MARK_LENGTH = 48;

const ASCII = /^[\x20-\x7e\t\r\n]*$/;

/** Characters as the server counts them: Unicode code points. */
function lengthOf(text: string): number {
  return text.length <= RESTRICTION_LENGTH - MARK_LENGTH
    ? text.length
    : [...text].length;
}

function keyTexts(
  table: TableInfo,
  keys: readonly (readonly string[])[],
): string[] {
  const texts = whereTexts(table, keys, {
    // The parentheses around it, and what `provisional` adds.
    maxLength: RESTRICTION_LENGTH - 2 - MARK_LENGTH,
    lengthOf: (text) => stored(text).length,
    // Python reads it in whatever time zone its session has.
    anyTimeZone: true,
  });
  return texts.map((text) => `(${stored(text)})`);
}
