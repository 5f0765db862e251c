/**
 * What came of an export, as plain data: the input of `summary.ts`.
 *
 * @module
 */

/** A difference that `verify` found. */
export interface DifferenceView {
  /** All of it in one sentence. */
  readonly message: string;
}

/** A read whose rows are not what they were. */
export interface ChangedReadView {
  readonly table: string;
  readonly restriction: string;
  /** `2 rows then, 3 now`. */
  readonly change: string;
}

/** What came of an export so far; `null` stands for a step that has not been done. */
export interface OutcomeView {
  readonly paper: string;
  /** The paper's exports, one an analysis. */
  readonly exports: readonly {
    readonly id: number;
    readonly analysis: string;
  }[];
  /** Log entries, table by table. */
  readonly reads: readonly {
    readonly table: string;
    readonly entries: number;
  }[];
  /** What the slice holds. */
  readonly exported: {
    readonly tables: number;
    readonly rows: number;
    readonly files: number;
    readonly bytes: number;
  } | null;
  /** Path of the export script. */
  readonly script: string | null;
  /** Path of the dump that the script wrote. */
  readonly sql: string | null;
  /** What was found in the scratch server after the import. */
  readonly restored: { readonly tables: number; readonly rows: number } | null;
  /** What `verify` said. */
  readonly verified: {
    readonly ok: boolean;
    readonly differences: readonly DifferenceView[];
    /** Reads that gave other rows when they were read than the database has now. */
    readonly changedReads: readonly ChangedReadView[];
    /** True where the export was limited to some sessions. */
    readonly isCut: boolean;
  } | null;
  /** Further lines, for example the next command and who runs it. */
  readonly notes: readonly string[];
}
