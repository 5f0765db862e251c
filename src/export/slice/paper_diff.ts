/**
 * What differs between two exports, row by row and file by file.
 *
 * @module
 */
import type { Key } from "../../keys/key.ts";
import { KeySet } from "../../keys/key_set.ts";
import { checkId } from "../../log/exports/ids.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";
import { diffHtml, diffText } from "../../present/diff_view.ts";
import { displayBundle } from "../../present/display.ts";
import {
  type ExportRows,
  type ExportRowsContext,
  rowsOfLog,
  rowsOfResult,
  type TableKeys,
} from "./export_rows.ts";
import { sessionMoments } from "./session_moments.ts";

/**
 * One side of a comparison: a paper as its log is now (its id, or `{ paper_id }`), a paper as it was populated (`{
 * paper_id, populated: true }`), or the result of one export (`{ export_id }`). See {@linkcode ExportCommands.diff}.
 */
export type DiffSide =
  | string
  | { readonly paper_id: string; readonly populated?: boolean }
  | { readonly export_id: number };

/** What differs in one table. See {@linkcode ExportCommands.diff}. */
export interface TableDiff {
  /** Full name. */
  readonly table: string;
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Some of the rows that only the first has: their keys, moments by the clock of the session, as reads give them. */
  readonly someOnlyA: readonly Readonly<Record<string, string>>[];
  readonly someOnlyB: readonly Readonly<Record<string, string>>[];
}

/** What differs between two exports. See {@linkcode ExportCommands.diff}. */
export class PaperDiff {
  /** What was compared, in words. */
  readonly a: string;
  readonly b: string;
  /** True where both certainly have the same rows, by their keys, and the same paths of files. */
  readonly same: boolean;
  /** The tables that differ, by name. */
  readonly tables: readonly TableDiff[];
  /** How many rows both have, of all tables. */
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Tables of which both had rows that are gone from the database: whether they were the same ones cannot be told. */
  readonly untold: readonly string[];
  readonly files: {
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
  };

  /** Differences are found by `Export.diff`. */
  constructor(a: ExportRows, b: ExportRows, all: readonly TableDiff[]) {
    this.a = a.title;
    this.b = b.title;
    this.tables = all.filter(({ onlyA, onlyB }) => onlyA + onlyB > 0);
    this.both = sum(all.map(({ both }) => both));
    this.onlyA = sum(all.map(({ onlyA }) => onlyA));
    this.onlyB = sum(all.map(({ onlyB }) => onlyB));
    this.untold = a.exportId === b.exportId
      ? []
      : [...a.gone.keys()].filter((table) => b.gone.has(table)).sort();
    this.files = {
      onlyA: a.files.filter((path) => !b.files.includes(path)),
      onlyB: b.files.filter((path) => !a.files.includes(path)),
    };
    this.same = this.tables.length + this.untold.length +
        this.files.onlyA.length + this.files.onlyB.length === 0;
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { ...displayBundle(diffHtml(this), diffText(this)) };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return diffText(this);
  }
}

/** What comparing needs of the rest. */
export interface DiffContext extends ExportRowsContext {
  readonly logOf: (paperId: string) => Promise<PaperLog>;
}

/**
 * Compares two exports. Without the second side: a paper as it was populated, with its log as it is now, so what
 * populating it again would change.
 *
 * @throws {ExportError} One of them does not exist, or cannot be computed.
 */
export async function diffPapers(
  context: DiffContext,
  a: DiffSide,
  b?: DiffSide,
): Promise<PaperDiff> {
  for (const side of [a, b]) {
    if (typeof side !== "object") continue;
    refuseUnknownOptions("Cannot compare exports", side, SIDE);
  }
  if (b !== undefined) {
    const first = await rowsOf(context, a);
    return await compare(context, first, await rowsOf(context, b));
  }
  if (a === undefined || a === null) throw wrong(a);
  const paper_id = typeof a === "string"
    ? a
    : "paper_id" in a
    ? a.paper_id
    : null;
  if (paper_id === null) {
    throw new TypeError(
      "Cannot compare: received one export_id only, wanted a second side, or a paper; call Export.diff({ export_id: 1 }, { export_id: 2 })",
    );
  }
  const before = await rowsOf(context, { paper_id, populated: true });
  return await compare(context, before, await rowsOf(context, { paper_id }));
}

const SIDE = ["paper_id", "populated", "export_id"];

/** How many keys of rows are shown. */
const SOME = 5;

async function rowsOf(
  context: DiffContext,
  side: DiffSide,
): Promise<ExportRows> {
  if (typeof side === "object" && side !== null && "export_id" in side) {
    if (!Number.isSafeInteger(side.export_id)) throw wrong(side);
    return await rowsOfResult(context, { exportId: side.export_id });
  }
  const paper = typeof side === "string" ? { paper_id: side } : side;
  if (typeof paper !== "object" || paper === null) throw wrong(side);
  const paperId = checkId("paper_id", paper.paper_id);
  return paper.populated === true
    ? await rowsOfResult(context, { paperId })
    : await rowsOfLog(context, await context.logOf(paperId));
}

function wrong(side: unknown): TypeError {
  return new TypeError(
    `Cannot compare: received ${
      Deno.inspect(side).slice(0, 80)
    }, wanted a paper ("paper1" or { paper_id: "paper1" }), what was populated ({ paper_id: "paper1", populated: true }) or { export_id: 1 }`,
  );
}

async function compare(
  { pool }: DiffContext,
  a: ExportRows,
  b: ExportRows,
): Promise<PaperDiff> {
  const names = [...new Set([...a.tables.keys(), ...b.tables.keys()])].sort();
  const found = names.map((name) =>
    tableRows(a.tables.get(name), b.tables.get(name), {
      a: goneOf(a, b, name),
      b: goneOf(b, a, name),
    })
  );
  const moments = await sessionMoments(
    pool,
    found.map(({ table, someOnlyA, someOnlyB }) => ({
      table,
      textsAt: (place) =>
        [...someOnlyA, ...someOnlyB].map((key) => key[place]!),
    })),
  );
  return new PaperDiff(
    a,
    b,
    found.map(({ table, someOnlyA, someOnlyB, ...counts }) => ({
      ...counts,
      table: table.fullName,
      someOnlyA: someOnlyA.map((key) => moments.named(table, key)),
      someOnlyB: someOnlyB.map((key) => moments.named(table, key)),
    })),
  );
}

/** How many rows that are gone one side had; as many of both count for the same, if they can be. */
function goneOf(side: ExportRows, other: ExportRows, table: string): number {
  const gone = (side.gone.get(table) ?? 0) - (other.gone.get(table) ?? 0);
  return Math.max(0, gone);
}

/** What differs in one table: keys as a closure holds them. */
function tableRows(
  a: TableKeys | undefined,
  b: TableKeys | undefined,
  gone: Readonly<Record<"a" | "b", number>>,
) {
  const { table } = (a ?? b)!;
  const width = table.primaryKey.length;
  const onlyA = without(a?.keys ?? [], b?.keys ?? [], width);
  const onlyB = without(b?.keys ?? [], a?.keys ?? [], width);
  return {
    table,
    both: (a?.keys.length ?? 0) - onlyA.length,
    onlyA: onlyA.length + gone.a,
    onlyB: onlyB.length + gone.b,
    someOnlyA: onlyA.slice(0, SOME),
    someOnlyB: onlyB.slice(0, SOME),
  };
}

function without(
  keys: readonly Key[],
  others: readonly Key[],
  width: number,
): Key[] {
  const set = new KeySet(width);
  for (const key of others) set.add(key);
  return keys.filter((key) => set.indexOf(key) < 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
