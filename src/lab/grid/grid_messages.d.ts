/**
 * What kernel and sidebar say to each other of the rows that a grid shows.
 *
 * @module
 */

/** How values can be compared. */
export type GridOperator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "contains"
  | "is null"
  | "is not null";

/** Which rows a grid shows. */
export interface GridView {
  /** Full name; of a result, the name that it was shown with. */
  readonly table: string;
  /**
   * `slice`: only the shown paper's rows; `logged`: those that were read; `all`: the whole table; `result`: all rows of
   * what a cell showed.
   */
  readonly rows: "slice" | "logged" | "all" | "result";
  readonly sort: readonly {
    readonly column: string;
    readonly isDescending: boolean;
  }[];
  /** All must hold; the text is compared as the operator says. */
  readonly filter: readonly {
    readonly column: string;
    readonly operator: GridOperator;
    readonly value: string;
  }[];
}

/** What a grid needs before any row. */
export interface GridHead {
  readonly label: string;
  /** Rows that the filter leaves. */
  readonly total: number;
  /** Rows without the filter. */
  readonly unfiltered: number;
  /** Which rows they are, in which order: who chooses rows by their places says of which. */
  readonly index: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment: string;
    readonly isKey: boolean;
    readonly isNumber: boolean;
    readonly isBlob: boolean;
    /** What its values can be compared by. */
    readonly operators: readonly GridOperator[];
  }[];
}

/** Rows as texts; `null` is SQL's null. Long texts are cut, blobs are summaries. */
export interface GridRows {
  readonly offset: number;
  /** Which rows their places are of: not those of the head any more where it is another one. */
  readonly index?: string;
  readonly rows: readonly (readonly (string | null)[])[];
}
