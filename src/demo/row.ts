/**
 * Rows of the demo, as they are written down.
 *
 * @module
 */

/** A value of a row, as it is written. */
export type Cell = string | number | null | Uint8Array;

/** A row; columns that it lacks get their defaults. */
export type Row = Readonly<Record<string, Cell>>;

/** Rows by schema and table. */
export type RowsOf = Readonly<
  Record<string, Readonly<Record<string, readonly Row[]>>>
>;
