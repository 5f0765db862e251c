/**
 * Limiting a slice to named sessions.
 *
 * @module
 */
import type { Key } from "../../keys/key.ts";
import type { Closure } from "../../closure/closure.ts";
import type { Seed } from "../../closure/seeds.ts";
import { whereTexts } from "../../keys/where.ts";
import { ExportError } from "../../errors.ts";
import { nearestName } from "../../names/nearest.ts";
import { shortList } from "../../names/short_list.ts";
import { NWBFILE } from "../../spyglass/nwb_tables.ts";

/** Logged rows that are left out, because they rest on a session that is not included. */
export interface CutRow {
  readonly table: string;
  readonly keys: readonly Key[];
}

/** Refuses what is no list of names. @throws {TypeError} It is none. */
export function checkIncluded(action: string, names: unknown): void {
  const isFine = names === undefined || names === null ||
    Array.isArray(names) && names.every((name) => typeof name === "string");
  if (isFine) return;
  throw new TypeError(
    `${action}: includedNwbFiles is ${
      Array.isArray(names) ? "a list of other things" : `a ${typeof names}`
    }, wanted a list of exact names, for example ["mouse20230622_.nwb"]`,
  );
}

/**
 * Leaves out every logged row that rests on a session which is not named.
 *
 * @param names Exact names of raw files, as in `nwb_file_name`.
 * @param others Names of sessions that the slice does not rest on, but that the database has.
 * @returns What to start from instead, and what was cut.
 * @throws {ExportError} None of the names is a session of the slice, or nothing is left.
 */
export function cut(
  closure: Closure,
  names: readonly string[],
  others: readonly string[] = [],
): { kept: Seed[]; rows: CutRow[] } {
  const sessions = sessionsOf(closure);
  const strange = names.find((name) =>
    !sessions.includes(name) && !others.includes(name)
  );
  if (strange !== undefined) throw noSession(strange, sessions);
  const excluded = sessions.filter((name) => !names.includes(name));
  const kept: Seed[] = [];
  const rows: CutRow[] = [];
  for (
    const part of closure.loggedResting(NWBFILE, excluded.map((name) => [name]))
  ) {
    for (
      const restriction of whereTexts(part.table, part.others, {
        // A log entry is read in whatever time zone the session has.
        anyTimeZone: true,
      })
    ) {
      kept.push({ table: part.table.fullName, restriction });
    }
    if (part.resting.length > 0) {
      rows.push({ table: part.table.fullName, keys: part.resting });
    }
  }
  if (kept.length === 0) {
    throw new ExportError(
      `Cannot limit the export to ${
        shortList(names) || "no session"
      }: every logged row rests on another session (${
        shortList(excluded)
      }), wanted at least one row that does not; include those sessions, too`,
    );
  }
  return { kept, rows };
}

/**
 * Makes sure that what was left rests on the named sessions alone: it is read after what was cut, and others may have
 * changed what it refers to in between.
 *
 * @throws {ExportError} It does not.
 */
export function requireIncluded(
  closure: Closure,
  names: readonly string[],
): void {
  const others = sessionsOf(closure).filter((name) => !names.includes(name));
  if (others.length === 0) return;
  throw new ExportError(
    `Cannot limit the export to ${
      shortList(names)
    }: rows have come to rest on ${
      shortList(others)
    } while it was computed, wanted rows that stay as they are; run it again`,
  );
}

function noSession(name: string, sessions: readonly string[]): ExportError {
  const nearest = nearestName(name, sessions);
  return new ExportError(
    `Cannot limit the export to ${
      JSON.stringify(name)
    }: there is no such session, wanted exact names${
      nearest === null
        ? ` among ${shortList(sessions) || "none"}`
        : `; did you mean ${JSON.stringify(nearest)}?`
    }`,
  );
}

function sessionsOf({ tables }: Closure): string[] {
  return tables.get(NWBFILE)?.keys.map(([name]) => name!) ?? [];
}
