/**
 * A table's rows as Spyglass stores them: one condition, as a blob in a column of 16 MB. Keys of no regularity may take
 * more; then the script alone names the rows, and in the column's place stands what no server and no DataJoint takes
 * for a condition, so that nobody reads too few rows, or others, without being told.
 *
 * @module
 */
import { encodeBlob } from "../../blob/encode.ts";
import { stored } from "../../log/entries/entry.ts";

/** How much of a condition can be stored, and used. */
export interface RestrictionLimits {
  /** Characters of the condition: a statement must have room for it. */
  readonly text: number;
  /** Bytes of the blob. */
  readonly blob: number;
}

/**
 * The limits of a server.
 *
 * @param packet Its `max_allowed_packet`: no statement is longer.
 */
export function restrictionLimits(packet: number): RestrictionLimits {
  const room = packet - REST_OF_STATEMENT;
  return {
    // What is longer than twice the column will not fit, however well it is packed; packing it takes seconds.
    text: Math.min(room, 2 * MEDIUMBLOB),
    // In a statement each byte is two digits.
    blob: Math.min(Math.floor(room / 2), MEDIUMBLOB),
  };
}

/** What `__export__table` gets for a table. */
export interface StoredRestriction {
  readonly blob: Uint8Array;
  /** False where the script alone names the rows. */
  readonly isWhole: boolean;
}

/**
 * One condition of several, as a blob; or what stands in its place where it is too long.
 *
 * @param texts Disjoint conditions.
 * @param rows How many rows they select.
 */
export function storedRestriction(
  texts: readonly string[],
  rows: number,
  limits: RestrictionLimits,
): StoredRestriction {
  const length = texts.reduce((sum, text) => sum + text.length + 4, 2);
  if (length <= limits.text) {
    const text = restrictionOf(texts.map(stored));
    const blob = text.length <= limits.text ? encodeBlob(text) : null;
    if (blob !== null && blob.length <= limits.blob) {
      return { blob, isWhole: true };
    }
  }
  return { blob: encodeBlob(insteadOf(rows)), isWhole: false };
}

/** Whether a stored text stands in the place of a condition that was too long. */
export function isOnlyInScript(restriction: string): boolean {
  return restriction.length < 64 && restriction.startsWith("`") &&
    restriction.endsWith(`${ONLY_IN_SCRIPT}\``);
}

/** Says which tables' rows the script alone names. */
export function onlyInScriptText(tables: readonly string[]): string {
  return `The keys of ${
    tables.join(", ")
  } do not fit where Spyglass stores them: the script alone names these rows`;
}

/** A column's name that no table has: Python's DataJoint says that there is no such attribute, a server likewise. */
function insteadOf(rows: number): string {
  return `\`${rows} ${ONLY_IN_SCRIPT}\``;
}

/** What such a text ends with, in back-quotes; no condition does. */
export const ONLY_IN_SCRIPT =
  "keys do not fit here: the export script has them";

/** `restriction mediumblob`. */
const MEDIUMBLOB = 2 ** 24 - 1;
/** Bytes of a statement beside the condition. */
const REST_OF_STATEMENT = 65_536;

/** As Spyglass stores it: one text, `%` doubled. */
function restrictionOf(texts: readonly string[]): string {
  return texts.length === 1
    ? `(${texts[0]})`
    : `(${texts.map((text) => `(${text})`).join("OR")})`;
}
