/** The primary key of one row: one text a key column, exactly as `key_column.ts` reads it. */
export type Key = readonly string[];
