/**
 * What the database says about its tables, as plain read-only data. `reflect.ts` fills these; nothing else knows
 * how they were read.
 *
 * @module
 */

/**
 * DataJoint's kind of table, told by the prefix of its name (https://docs.datajoint.com, "Table tiers"). See
 * {@linkcode Manual}.
 */
export type Tier =
  | "Manual"
  | "Lookup"
  | "Imported"
  | "Computed"
  | "Part"
  | "Hidden";

/** How the values of a column travel: decides decoding, literals, and how a key is read without loss. */
export type ColumnKind =
  | "integer"
  | "decimal"
  | "float"
  | "double"
  | "string"
  | "enum"
  | "date"
  | "time"
  | "datetime"
  | "timestamp"
  | "year"
  | "bit"
  | "json"
  | "binary"
  | "uuid"
  | "blob"
  | "filepath"
  | "attach"
  | "external"
  | "geometry"
  /** What SQL computes: no column. */
  | "expression";

/** One column. See {@linkcode Query.describe}. */
export interface Column {
  readonly name: string;
  /** The type as the server writes it, for example `varchar(64)` or `int(11)`. */
  readonly type: string;
  readonly kind: ColumnKind;
  /** The comment without DataJoint's `:type:` prefix. */
  readonly comment: string;
  /** The store of a `filepath@store`, `attach@store` or `blob@store` column. */
  readonly store: string | null;
  readonly nullable: boolean;
  readonly inPrimaryKey: boolean;
  readonly autoIncrement: boolean;
  /** True for a column that `*` leaves out: it is read by its name alone. */
  readonly isInvisible?: true;
  /** True for a generated column: it is never written. */
  readonly generated: boolean;
  /** True for a generated column in which MariaDB notes since or until when a row is as it is (ROW START, ROW END). */
  readonly isRowTime?: boolean;
  /** Functions that its expression calls and MariaDB lacks; left out where there are none. */
  readonly mysqlOnly?: readonly string[];
  /** True for a text that is MariaDB's JSON. */
  readonly isJson?: boolean;
  /** Character set of a text column, else `null`. */
  readonly characterSet: string | null;
  /** By what its texts are compared; left out where it has none. */
  readonly collation?: string;
  /** The default as the server writes it, `null` where there is none. */
  readonly default: string | null;
}

/**
 * One foreign key: `columns` of `child` refer to `parentColumns` of `parent`, in the same order. See
 * {@linkcode Query.describe}.
 */
export interface ForeignKey {
  readonly name: string;
  /** Full name of the referring table. */
  readonly child: string;
  /** Full name of the table referred to. */
  readonly parent: string;
  readonly columns: readonly string[];
  readonly parentColumns: readonly string[];
}

/** An index beside the primary key's. */
export interface TableIndex {
  readonly name: string;
  readonly isUnique: boolean;
  /** Its attributes, in order; `null` for an expression. */
  readonly columns: readonly (string | null)[];
  /** How many characters of each; `null` for all of it. */
  readonly lengths: readonly (number | null)[];
  /** Which of them are sorted downwards. */
  readonly descending: readonly boolean[];
  /** As the server says it: `BTREE`, `FULLTEXT`, `SPATIAL`. */
  readonly type: string;
}

/** One table or view. See {@linkcode Query.describe}. */
export interface TableInfo {
  readonly schema: string;
  /** The name in the database, for example `_electrode`. */
  readonly name: string;
  /** `` `common_ephys`.`_electrode` ``: the one spelling used as key everywhere. */
  readonly fullName: string;
  /** CamelCase name, for example `Electrode`; a part's is its own name without its master's. */
  readonly className: string;
  readonly tier: Tier;
  /** Full name of the master of a part table, else `null`. */
  readonly master: string | null;
  readonly isView: boolean;
  /** A view that groups more loosely than our sessions do. */
  readonly groupsLoosely?: true;
  /** Another server, other tables or a file keep its rows. */
  readonly isElsewhere?: true;
  readonly comment: string;
  readonly columns: readonly Column[];
  /** Names of the primary key's columns, in the key's order; empty when there is none. */
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes?: readonly TableIndex[];
  /** Columns of the primary key that its index sorts downwards. */
  readonly descendingKey?: readonly string[];
}

/** Schemas of the server itself. */
export const SYSTEM_SCHEMAS: readonly string[] = [
  "information_schema",
  "mysql",
  "performance_schema",
  "sys",
];

/** All tables that the connected user may see. */
export interface Catalog {
  /** Full name → table. */
  readonly tables: ReadonlyMap<string, TableInfo>;
  /** Names of the schemas that exist, system schemas left out. */
  readonly schemas: readonly string[];
  /** Full name → foreign keys that refer to that table. */
  readonly referredBy: ReadonlyMap<string, readonly ForeignKey[]>;
  /** The server takes names of tables that differ in case for one, and so what a SELECT calls them. */
  readonly foldsNames?: true;
}
