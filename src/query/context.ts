/**
 * What every query carries with it: where to run, what the tables are, and whom to tell.
 *
 * @module
 */
import type { Columns } from "../connection/wire/column_reader.ts";
import type { ColumnSet, Pool } from "../connection/session.ts";
import type { NwbRow } from "./reading/nwb_row.ts";
import type { Catalog } from "../schema/table.ts";
import type { Frame } from "./reading/frame.ts";
import type { Row } from "./reading/result.ts";
import type { HandedOut } from "./reading/hand_out.ts";
import type { ReadObserver, ReadTicket } from "./reading/observer.ts";
import type { Expression } from "./expression/expression.ts";

/** One connected database. */
export interface QueryContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  /** Reads the tables again, where that is possible. */
  readonly reload?: () => Promise<Catalog>;
  readonly observer: ReadObserver;
  /** Store → folder, for what is kept outside of the tables. */
  readonly stores: Readonly<Record<string, string>>;
  /** Stores of other protocols than `file`. */
  readonly otherStores?: readonly string[];
  /** Store → how many digits of a hash name each folder, where that is not DataJoint's default. */
  readonly subfolding?: Readonly<Record<string, readonly number[]>>;
  /** Store → the folder that `filepath` values are written from, where that is not the store's own. */
  readonly stages?: Readonly<Record<string, string>>;
  /** Where attachments are put. */
  readonly downloads: string;
  /** What a DECIMAL becomes. @default {"string"} */
  readonly decimals?: "string" | "number";
  /** True where only the log may be written. */
  readonly readOnly: boolean;
  /** Opens the files that rows name, and gives what `give` makes of the rows with their files. */
  readonly fetchNwb: <T>(
    context: QueryContext,
    expression: Expression,
    ticket: ReadTicket,
    give: (rows: NwbRow[]) => T | Promise<T>,
  ) => Promise<T>;
  /** The frame of a row that `fetchNwb` gave, or of the rows that belong to one frame. */
  readonly nwbFrame: (
    rows: readonly Row[],
    context: QueryContext,
  ) => Frame | Promise<Frame>;
  /** The rows that belong to one frame, `null` where that is one row. */
  readonly rowsOfFrame?: (
    context: QueryContext,
    expression: Expression,
  ) => Expression | null;
  /**
   * Runs a SELECT of views, logged by the rows behind them; where there is none, views are refused while an export is
   * active.
   */
  readonly readViews?: (
    context: QueryContext,
    sql: string,
    ticket: ReadTicket,
    check?: (rows: number) => void | Promise<void>,
  ) => Promise<ColumnSet>;
  /** Likewise, part by part. */
  readonly streamViews?: (
    context: QueryContext,
    sql: string,
    ticket: ReadTicket,
  ) => AsyncIterable<
    Columns & Pick<HandedOut<unknown>, "readsOf" | "lookedAt">
  >;
  /** Asks a person: yes or no, `null` where there is nobody to ask. */
  readonly ask: (question: string) => boolean | null;
}
