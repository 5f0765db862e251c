/**
 * Limiting a slice to named sessions.
 *
 * @module
 */
import type { Key } from "../keys/key.ts";
import type { Closure, Seed } from "../closure/closure.ts";
import { whereTexts } from "../keys/where.ts";
import { ExportError } from "../errors.ts";
import { NWBFILE } from "../spyglass/nwb_tables.ts";

/** Logged rows that are left out, because they rest on a session that is not included. */
export interface CutRow {
  readonly table: string;
  readonly keys: readonly Key[];
}

/**
 * Leaves out every logged row that rests on a session which is not named.
 *
 * @param names Exact names of raw files, as in `nwb_file_name`.
 * @returns What to start from instead, and what was cut.
 * @throws {ExportError} None of the names is a session of the slice, or nothing is left.
 */
export function cut(
  closure: Closure,
  names: readonly string[],
): { kept: Seed[]; rows: CutRow[] } {
  const sessions = closure.tables.get(NWBFILE)?.keys.map(([name]) => name!) ??
    [];
  const strange = names.find((name) => !sessions.includes(name));
  if (strange !== undefined) {
    throw new ExportError(
      `Cannot limit the export to ${
        JSON.stringify(strange)
      }: the slice rests on no such session, wanted exact names among ${
        sessions.join(", ") || "none"
      }`,
    );
  }
  const excluded = sessions.filter((name) => !names.includes(name));
  const kept: Seed[] = [];
  const rows: CutRow[] = [];
  for (
    const part of closure.loggedResting(NWBFILE, excluded.map((name) => [name]))
  ) {
    for (const restriction of whereTexts(part.table, part.others)) {
      kept.push({ table: part.table.fullName, restriction });
    }
    if (part.resting.length > 0) {
      rows.push({ table: part.table.fullName, keys: part.resting });
    }
  }
  if (kept.length === 0) {
    throw new ExportError(
      `Cannot limit the export to ${
        names.join(", ") || "no session"
      }: every logged row rests on another session (${
        excluded.join(", ")
      }), wanted at least one row that does not; include those sessions, too`,
    );
  }
  return { kept, rows };
}
