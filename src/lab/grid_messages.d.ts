/**
 * What kernel and sidebar say to each other of the rows that a grid shows.
 *
 * @module
 */

/** Which rows a grid shows. */
export interface GridView {
  /** Full name. */
  readonly table: string;
  /** `slice`: only the shown paper's rows; `logged`: those that were read; `all`: the whole table. */
  readonly rows: "slice" | "logged" | "all";
  readonly sort: readonly {
    readonly column: string;
    readonly isDescending: boolean;
  }[];
  /** All must hold; the text is compared as the operator says. */
  readonly filter: readonly {
    readonly column: string;
    readonly operator:
      | "="
      | "!="
      | "<"
      | "<="
      | ">"
      | ">="
      | "contains"
      | "is null"
      | "is not null";
    readonly value: string;
  }[];
}

/** What a grid needs before any row. */
export interface GridHead {
  readonly label: string;
  readonly total: number;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment: string;
    readonly isKey: boolean;
    readonly isNumber: boolean;
    readonly isBlob: boolean;
  }[];
}

/** Rows as texts; `null` is SQL's null. Long texts are cut, blobs are summaries. */
export interface GridRows {
  readonly offset: number;
  readonly rows: readonly (readonly (string | null)[])[];
}
