/**
 * The slice of a database that a set of reads rests on: every row that was read, every row that those refer to by
 * foreign keys, transitively, and for each master row its part rows.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";

/** Rows to start from: those of `table` that `restriction` (SQL text as it runs, `TRUE` for all) selects. */
export interface Seed {
  readonly table: string;
  readonly restriction: string;
}

/** The primary key of one row: one text a key column, exactly as `key_column.ts` reads it. */
export type Key = readonly string[];

/** The rows of one table in a closure. */
export interface TableSlice {
  readonly table: TableInfo;
  /** Every row of the table in the closure, each once. */
  readonly keys: readonly Key[];
  /** How many of them a seed selected. */
  readonly logged: number;
}

/** One step of the reason why a row is in a closure. */
export interface WhyStep {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  /** The name of the foreign key that led here, `null` where a read selected the row. */
  readonly via: string | null;
}

/** A computed closure. */
export interface Closure {
  /** Full name → rows; parents come before the tables that refer to them wherever there is no cycle. */
  readonly tables: ReadonlyMap<string, TableSlice>;
  /** Number of rows of all tables. */
  readonly total: number;
  /** From a seed's row to this one. Throws `RangeError` when the row is not in the closure. */
  why(table: string, key: Key): readonly WhyStep[];
}

/** How a closure is computed. */
export interface ClosureOptions {
  /** Called as tables are visited, for progress. */
  readonly onProgress?: (rows: number, table: string) => void;
  readonly signal?: AbortSignal;
}

/** The signature that `closure()` has. */
export type ClosureOf = (
  session: Session,
  catalog: Catalog,
  seeds: readonly Seed[],
  options?: ClosureOptions,
) => Promise<Closure>;
