/**
 * What a read gives, for whoever notes what was given.
 *
 * @module
 */
import { KeptRows } from "../../connection/wire/kept_rows.ts";
import { RowsHash } from "../../connection/wire/rows_hash.ts";
import type {
  ColumnSet,
  RowCells,
  RowKeeper,
  Session,
} from "../../connection/session.ts";
import { isSummable } from "../../keys/sent_sums.ts";
import type { TableInfo } from "../../schema/table.ts";
import { baseOf, type Expression, partsOf } from "../expression/expression.ts";
import { type Attribute, headingOf } from "../expression/heading.ts";
import type { ReadTicket } from "./observer.ts";

/** What is read, and who is told. */
export interface GivingRead {
  readonly expression: Expression;
  readonly columns: readonly Attribute[];
  readonly ticket: ReadTicket;
}

/** What a SELECT gave, and what tells whether it gives the same again. */
export interface HashedColumns {
  readonly given: ColumnSet;
  /** Of all its cells. */
  readonly hash: RowsHash;
}

/** Runs a read's SELECT; where its rows are rows of one table, the log is told what came. */
export async function columnsGiven(
  session: Session,
  sql: string,
  { expression, columns, ticket }: GivingRead,
): Promise<HashedColumns> {
  const table = rowsOfOne(expression);
  if (table === null) return await hashedColumns(session, sql);
  const kept = keeper(table, columns);
  const found = await hashedColumns(session, sql, kept);
  const rows = kept?.isWhole ? kept : null;
  const check = ticket.gave({ table, length: found.given.length, rows });
  if (check !== null) await check;
  return found;
}

/** Runs a SELECT so that it can be told later whether the same rows come. */
export async function hashedColumns(
  session: Session,
  sql: string,
  kept: KeptRows | null = null,
): Promise<HashedColumns> {
  const hash = new RowsHash();
  const keeper = kept === null ? hash : new Both(hash, kept);
  return { given: await session.columns(sql, keeper), hash };
}

/** True where a SELECT gives the same rows as before, in whatever order. */
export async function givesSame(
  session: Session,
  sql: string,
  before: RowsHash,
): Promise<boolean> {
  const now = new RowsHash();
  await session.cells(sql, (row) => now.take(row));
  return now.equals(before);
}

class Both implements RowKeeper {
  readonly #one: RowKeeper;
  readonly #other: RowKeeper;

  constructor(one: RowKeeper, other: RowKeeper) {
    this.#one = one;
    this.#other = other;
  }

  clear(): void {
    this.#one.clear();
    this.#other.clear();
  }

  take(row: RowCells): void {
    this.#one.take(row);
    this.#other.take(row);
  }
}

/** The table whose rows are given, each at most once; `null` where others decide beside it, and are logged, too. */
function rowsOfOne(expression: Expression): TableInfo | null {
  const table = baseOf(expression);
  if (table === null) return null;
  let tables = 0;
  for (const { kind } of partsOf(expression)) if (kind === "table") tables++;
  return tables === 1 ? table : null;
}

function keeper(
  table: TableInfo,
  columns: readonly Attribute[],
): KeptRows | null {
  if (columns !== headingOf(table).columns) return null;
  let known = SUMMABLE.get(table);
  if (known === undefined) {
    SUMMABLE.set(table, known = isSummable(table.columns));
  }
  return known ? new KeptRows(columns.length) : null;
}

const SUMMABLE = new WeakMap<TableInfo, boolean>();
