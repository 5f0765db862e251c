/**
 * What an export would hold, before anything is written.
 *
 * @module
 */
import type { Brought } from "../../closure/brought.ts";
import type { Pool } from "../../connection/session.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import { bytesOf, tableSizes } from "../../log/table_sizes.ts";
import { displayBundle } from "../../present/display.ts";
import { planHtml, planText, type PlanView } from "../../present/plan_view.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";
import type { Catalog } from "../../schema/table.ts";
import { NWBFILE } from "../../spyglass/nwb_tables.ts";
import type { Progress } from "../progress.ts";
import { type FilePath, sizedFilesOfSlice } from "./files.ts";
import { partlySeenText } from "./hidden_parts.ts";
import { checkIncluded } from "./included_files.ts";
import { type PaperSlice, paperSlice, sliceSteps } from "./paper_slice.ts";
import { type PersonalTable, personalTables } from "./personal_data.ts";

/** What `Export.plan` is told. See {@linkcode ExportCommands.plan}. */
export interface PlanOptions {
  /** Exact names of the sessions that may be shown: the plan says what that would cut. */
  readonly includedNwbFiles?: readonly string[];
  readonly signal?: AbortSignal;
}

/** One table of a plan. See {@linkcode ExportCommands.plan}. */
export interface PlanTable {
  /** Full name. */
  readonly table: string;
  readonly rows: number;
  /** How many of them were read. */
  readonly logged: number;
  /** About how many bytes they take in the database, by the server's own guess of a row's length. */
  readonly bytes: number;
}

/** What `includedNwbFiles` leaves out. See {@linkcode ExportCommands.plan}. */
export interface PlanCut {
  /** Sessions that the reads rest on and that are not included. */
  readonly sessions: readonly string[];
  /** Full name → logged rows that are left out. */
  readonly logged: Readonly<Record<string, number>>;
  /** Full name → rows that are left out, whatever brought them in. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What a plan is made of. */
export interface PlanFacts {
  readonly paper_id: string;
  readonly tables: readonly PlanTable[];
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly (FilePath & { readonly bytes: number | null })[];
  readonly brings: readonly Brought[];
  readonly cut: PlanCut | null;
  readonly personal: readonly PersonalTable[];
  readonly partlySeen: readonly string[];
}

/** What an export would hold; nothing was written. See {@linkcode ExportCommands.plan}. */
export class PaperPlan implements PlanFacts {
  readonly paper_id: string;
  /** Every table of the slice, parents first. */
  readonly tables: readonly PlanTable[];
  readonly rows: number;
  /** About how many bytes the rows take in the database. */
  readonly bytes: number;
  /** The files that the rows name; `bytes` is `null` where there is no such file. */
  readonly files: PlanFacts["files"];
  /** What the logged rows of each table bring in, and what of it no other logged table does. */
  readonly brings: readonly Brought[];
  /** What `includedNwbFiles` leaves out; `null` where it was not given. */
  readonly cut: PlanCut | null;
  /** Tables that hold data on people, and why they came along. */
  readonly personal: readonly PersonalTable[];
  /** Schemas in which this user may read single tables only, so that rows of part tables may be missing. */
  readonly partlySeen: readonly string[];

  /** Plans are made by `Export.plan`. */
  constructor(facts: PlanFacts) {
    this.paper_id = facts.paper_id;
    this.tables = facts.tables;
    this.rows = facts.rows;
    this.bytes = facts.bytes;
    this.files = facts.files;
    this.brings = facts.brings;
    this.cut = facts.cut;
    this.personal = facts.personal;
    this.partlySeen = facts.partlySeen;
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { ...displayBundle(planHtml(this.#view()), planText(this.#view())) };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return planText(this.#view());
  }

  #view(): PlanView {
    const hidden = partlySeenText(this.partlySeen);
    return { ...this, warnings: hidden === null ? [] : [hidden] };
  }
}

/** What planning needs of the rest. */
export interface PlanContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  /** Told how far it is. */
  readonly progress: Progress;
}

/**
 * Says what an export would hold. Changes nothing.
 *
 * @throws {ExportError} The slice cannot be computed, or one of the names is no session.
 */
export async function planPaper(
  { pool, catalog, stores, progress }: PlanContext,
  log: PaperLog,
  options: PlanOptions = {},
): Promise<PaperPlan> {
  checkOptions(options);
  const { includedNwbFiles } = options;
  checkIncluded("Cannot plan", includedNwbFiles);
  const slice = await paperSlice(pool, catalog, log, {
    includedNwbFiles: includedNwbFiles ?? null,
    ...sliceSteps(progress),
  });
  const { closure } = slice;
  const { files, sizes: lengths } = await sizedFilesOfSlice(
    pool,
    closure,
    stores,
    progress,
  );
  const sizes = await tableSizes(pool, [...closure.tables.keys()]);
  const tables = [...closure.tables].map(([table, { count, logged }]) => ({
    table,
    rows: count,
    logged,
    bytes: bytesOf(count, sizes.get(table)),
  }));
  return new PaperPlan({
    paper_id: log.paperId,
    tables,
    rows: closure.total,
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.map(({ file_path }) => ({
      file_path,
      bytes: lengths.get(file_path) ?? null,
    })),
    brings: closure.brought(),
    cut: includedNwbFiles === undefined ? null : cutOf(slice, includedNwbFiles),
    personal: personalTables(catalog, closure),
    partlySeen: slice.partlySeen,
  });
}

const OPTIONS = ["includedNwbFiles", "signal"];

function checkOptions(options: PlanOptions): void {
  refuseUnknownOptions("Cannot plan", options, ["paper_id", ...OPTIONS]);
}

function cutOf(slice: PaperSlice, included: readonly string[]): PlanCut {
  const rows: Record<string, number> = {};
  for (const [name, { count }] of slice.uncut.tables) {
    const left = count - (slice.closure.tables.get(name)?.count ?? 0);
    if (left > 0) rows[name] = left;
  }
  const sessions = slice.uncut.tables.get(NWBFILE)?.keys ?? [];
  return {
    sessions: sessions.map(([name]) => name!)
      .filter((name) => !included.includes(name)),
    logged: Object.fromEntries(
      slice.cut.map(({ table, keys }) => [table, keys.length]),
    ),
    rows,
  };
}
