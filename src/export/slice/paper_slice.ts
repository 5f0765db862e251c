/**
 * The slice of a paper: computed from its log, in one consistent state of the database.
 *
 * @module
 */
import { type Closure, closure } from "../../closure/closure.ts";
import type { ClosureOptions } from "../../closure/closure_options.ts";
import type { Seed } from "../../closure/seeds.ts";
import type { Pool, Session } from "../../connection/session.ts";
import { running } from "../../log/entries/entry.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import type { Catalog } from "../../schema/table.ts";
import { NWBFILE } from "../../spyglass/nwb_tables.ts";
import { quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { Progress } from "../progress.ts";
import { partlySeen, seesAllTables } from "./hidden_parts.ts";
import { cut, type CutRow, requireIncluded } from "./included_files.ts";

/** A paper's log and the rows that it rests on. */
export interface PaperSlice {
  readonly log: PaperLog;
  readonly catalog: Catalog;
  readonly closure: Closure;
  /** Logged rows that `includedNwbFiles` left out. */
  readonly cut: readonly CutRow[];
  /** The slice without `includedNwbFiles`, where that left something out. */
  readonly uncut: Closure;
  /** Schemas in which part tables may be hidden from this user: see `hidden_parts.ts`. */
  readonly partlySeen: readonly string[];
}

/** How a paper's slice is computed. */
export interface PaperSliceOptions extends ClosureOptions {
  /** Names of the sessions that may be shown; `null` or left out: all. */
  readonly includedNwbFiles?: readonly string[] | null;
}

/** The rows that a log's entries select, as the closure wants them. */
export function seedsOf(log: PaperLog): Seed[] {
  return log.entries.map(({ table, restriction }) => ({
    table,
    restriction: running(restriction),
  }));
}

/** Says how far computing a slice is, and stops it where the progress is told to. */
export function sliceSteps(
  progress: Progress,
): Pick<ClosureOptions, "onProgress" | "signal"> {
  const { signal } = progress;
  return {
    ...(signal ? { signal } : {}),
    onProgress: (rows) =>
      progress.at(`Computing the slice: ${COUNT.format(rows)} rows so far`),
  };
}

/** Said again and again: making the format takes longer than writing a number by it. */
const COUNT = new Intl.NumberFormat("en-US");

/**
 * Computes the slice of a paper.
 *
 * @param catalog The tables as they are now.
 * @throws {ExportError} A log entry cannot be read any more, a table has no key, a right is missing.
 */
export async function paperSlice(
  pool: Pool,
  catalog: Catalog,
  log: PaperLog,
  options: PaperSliceOptions = {},
): Promise<PaperSlice> {
  const { includedNwbFiles = null, ...rest } = options;
  const { onTable: _, also: __, ...quiet } = rest;
  const [whole, seesAll] = await Promise.all([
    pool.reserve((session) =>
      closure(
        session,
        catalog,
        seedsOf(log),
        // Of what is cut, nobody needs to hear.
        includedNwbFiles === null ? rest : quiet,
      )
    ),
    seesAllTables(pool, catalog),
  ]);
  const facts = {
    log,
    catalog,
    uncut: whole,
    partlySeen: seesAll ? [] : await partlySeen(pool, catalog, whole),
  };
  if (includedNwbFiles === null) return { ...facts, closure: whole, cut: [] };
  const existing = await existingSessions(pool, catalog, includedNwbFiles);
  const { kept, rows } = cut(whole, includedNwbFiles, existing);
  const narrowed = await pool.reserve((session) =>
    closure(session, catalog, kept, rest)
  );
  requireIncluded(narrowed, includedNwbFiles);
  return { ...facts, closure: narrowed, cut: rows };
}

/** Those of the names that are sessions of the database, whether the slice rests on them or not. */
async function existingSessions(
  session: Session,
  catalog: Catalog,
  names: readonly string[],
): Promise<string[]> {
  const key = catalog.tables.get(NWBFILE)?.primaryKey ?? [];
  if (key.length !== 1 || names.length === 0) return [];
  const rows = await session.texts(
    `SELECT ${quoteName(key[0]!)} FROM ${NWBFILE} WHERE ${
      quoteName(key[0]!)
    } IN (${names.map(textLiteral).join(", ")})`,
  );
  return rows.map(([name]) => name!);
}
