/** The primary key of one row: one text a key column, exactly as `key_column.ts` reads it. */
export type Key = readonly string[];

/** One row as bytes of UTF-8, a value a column, `null` for NULL; good only while it is looked at. */
export type RowBytes = readonly (Uint8Array | null)[];
