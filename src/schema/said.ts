/**
 * What the server says of its tables: rows of its `information_schema`, as they are read.
 *
 * @module
 */

/** What the server says. */
export interface Said {
  readonly schemas: readonly string[];
  /** See `Catalog.foldsNames`. */
  readonly foldsNames: boolean;
  readonly tables: readonly RawTable[];
  /** Of all tables, as are keys and indexes. */
  readonly columns: readonly RawColumn[];
  readonly keys: readonly RawKey[];
  readonly indexes: readonly RawIndex[];
  /** Columns of views that group more loosely than our sessions do. */
  readonly looseColumns: readonly RawColumn[];
  /**
   * Of tables with texts that may be JSON; before them one that says, instead of a clause, `1` where the server does not
   * tell them.
   */
  readonly checks: readonly RawCheck[];
}

/** A table or view. */
export type RawTable = [
  schema: string,
  name: string,
  type: string,
  comment: string,
  engine: string | null,
];

/** A column, in its table's order. */
export type RawColumn = [
  schema: string,
  table: string,
  name: string,
  dataType: string,
  type: string,
  nullable: string,
  extra: string,
  characterSet: string | null,
  initial: string | null,
  comment: string,
  generated: string | null,
  collation: string | null,
];

/** A column of a primary or a foreign key, in the key's order. */
export type RawKey = [
  schema: string,
  table: string,
  constraint: string,
  column: string,
  parentSchema: string | null,
  parentTable: string | null,
  parentColumn: string | null,
];

/** A column of an index, in the index' order. */
export type RawIndex = [
  schema: string,
  table: string,
  index: string,
  notUnique: string,
  column: string | null,
  length: string | null,
  collation: string | null,
  type: string,
];

/** A check of a table that has texts which may be JSON. */
export type RawCheck = [schema: string, table: string, clause: string];
