/**
 * Which entries are noted: where the notes are, and which of them is on which entry.
 *
 * @module
 */
import { textLiteral } from "../../sql/literal.ts";

/** This project's own schema. */
export const OWN_SCHEMA = "spyglass_deno";

/** Where the notes are. */
export const NOTES = `\`${OWN_SCHEMA}\`.\`read_note\``;

/**
 * The condition that a note is on an entry: an id may have been another one's, which was forgotten.
 *
 * @param entry The alias of the log's entries.
 * @param note The alias of the notes.
 */
export function noteOn(entry: string, note: string): string {
  const [table, text] = ["table_name", "restriction"].map((column) =>
    `CONVERT(${entry}.${column} USING utf8mb4)`
  );
  const digest = `CONVERT(SHA2(CONCAT(${table}, ${
    textLiteral("\n")
  }, ${text}), 256) USING utf8mb4) COLLATE utf8mb4_bin`;
  return `${note}.export_id = ${entry}.export_id AND ${note}.table_id = ${entry}.table_id AND ${note}.entry = ${digest}`;
}
