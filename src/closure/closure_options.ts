/**
 * How a closure is computed, and what else is read on the way.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import type { TableInfo } from "../schema/table.ts";
import type { TableSlice } from "./table_slice.ts";

/** What is read of a table's rows beside what the closure needs. */
export interface AlsoRead {
  /** Expressions, as a SELECT from the table has them. */
  readonly select: readonly string[];
  /** Told of each row of the closure once, where it lies; the expressions' values are those from column `first` on. */
  readonly onRow: (row: RowCells, first: number) => void;
}

/** How a closure is computed. */
export interface ClosureOptions {
  /** Called as tables are visited, and while many rows of one are read, for progress. */
  readonly onProgress?: (rows: number, table: string) => void;
  /**
   * Told of each table once all its rows are known, while the server is busy with another one: what is done here takes
   * little time of its own. The object is the one that {@linkcode Closure.tables} will have.
   */
  readonly onTable?: (slice: TableSlice) => void;
  /** What else is to be read of a table's rows, in the same snapshot; `null` where it is nothing. */
  readonly also?: (table: TableInfo) => AlsoRead | null;
  /**
   * Says which tables' rows are asked for: of the others only those are read that can lead to them, so that the closure
   * lacks some. Left out: all.
   */
  readonly wanted?: (table: TableInfo) => boolean;
  readonly signal?: AbortSignal;
  /** How many rows of a table must be wanted at once for it to be read whole, where most of it is. @default {500} */
  readonly scanFrom?: number;
  /** Read the seeds one by one, so that {@linkcode Closure.adds} can tell. @default {false} */
  readonly perSeed?: boolean;
}
