/**
 * Tables whose columns the type checker knows. These are types only: the tables are the same. `spyglass types SCHEMA` writes
 * what they need, and `db.schema<CommonEphys>("common_ephys")` uses it.
 *
 * @module
 */
import type { ColumnTable } from "arquero";
import type { AggrOptions } from "./algebra/aggregate.ts";
import type { AndList, Not } from "./condition/restriction.ts";
import type { Frame } from "./reading/frame.ts";
import type { InsertOptions } from "./change/insert_options.ts";
import type { UniversalSet } from "./algebra/universal_set.ts";
import type { Query } from "./query.ts";
import type { Table } from "./table.ts";
import type {
  JoinedTypes,
  ProjectedTypes,
  TypedItem,
  UnitedTypes,
} from "./typed_algebra.ts";
import type {
  KeyedTypes,
  OfAttributes,
  TypedUniversalSet,
} from "./typed_universal_set.ts";
import type { Top, TopOptions } from "./expression/order.ts";
import type {
  ColumnRef,
  RawSql,
  SqlTemplate,
} from "./condition/template_part.ts";

/** What is known of a table. See {@linkcode TypedTable}. */
export interface TableTypes {
  /** Attribute → what a read gives. */
  readonly row: Readonly<Record<string, unknown>>;
  /** Names of the primary key's attributes. */
  readonly key: string;
  /** Attribute → what an insert takes; those that may be left out are optional. */
  readonly insert: Readonly<Record<string, unknown>>;
}

/** Names of attributes. See {@linkcode TypedTable}. */
export type AttributeName<T extends TableTypes> = Extract<
  keyof T["row"],
  string
>;

/** Equality of attributes: each a value, `null`, or a list of values. See {@linkcode TypedTable}. */
export type TypedObject<T extends TableTypes> = {
  readonly [Name in keyof T["row"]]?:
    | T["row"][Name]
    | null
    | ArrayLike<T["row"][Name]>;
};

/** What restricts a typed table: as {@linkcode Restriction}, but that objects name its attributes only. */
export type TypedRestriction<T extends TableTypes> =
  | string
  | boolean
  | TypedObject<T>
  | readonly TypedRestriction<T>[]
  | AndList<TypedRestriction<T>>
  | Not<TypedRestriction<T>>
  | Top<TypedTerm<T>>
  | UniversalSet
  | ColumnTable
  | SqlTemplate
  | RawSql
  | Pick<Query, "toSql">
  | Pick<Frame, "recorded">;

/** An attribute to sort by. See {@linkcode TypedTable}. */
export type TypedTerm<T extends TableTypes> =
  | AttributeName<T>
  | `${AttributeName<T>} ${"asc" | "desc"}`
  | "KEY"
  | "KEY desc";

/**
 * A frame whose columns are known. What arquero's verbs make of it is a plain frame.
 *
 * @example
 * ```ts demo ignore
 * import type { TypedFrame } from "spyglass-deno";
 *
 * const frame = await Electrode.orderBy("KEY").fetch("electrode_id", "x") as unknown as TypedFrame<
 *   { electrode_id: number; x: number }
 * >;
 * const first: number = frame.get("electrode_id", 0);
 * const all: number[] = frame.array("x");
 * frame.column("x").at(0) === frame.getter("x")(0); // true
 * frame.object(0).electrode_id === frame.objects()[0]?.electrode_id; // true
 * frame.columnNames(); // ["electrode_id", "x"]
 * ```
 */
export interface TypedFrame<Known extends object> extends Frame {
  /** The value of a column in a row. */
  get<Name extends keyof Known & string>(
    name: Name,
    row?: number,
  ): Known[Name];
  /** The values of a column. */
  array<Name extends keyof Known & string>(name: Name): Known[Name][];
  /** A column. */
  column<Name extends keyof Known & string>(
    name: Name,
  ): Iterable<Known[Name]> & {
    readonly length: number;
    at(row: number): Known[Name];
  };
  /** Reads values of a column. */
  getter<Name extends keyof Known & string>(
    name: Name,
  ): (row: number) => Known[Name];
  /** One row. */
  object(row?: number): Known;
  /** All rows. */
  objects(): Known[];
  /** Names of the columns, in order. */
  columnNames(): (keyof Known & string)[];
}

/** What a typed query is known by: a property that is never there. */
declare const TYPES: unique symbol;

/** Something whose attributes are known. See {@linkcode TypedTable}. */
export interface HasTypes<T extends TableTypes> {
  /** For the type checker only. */
  readonly [TYPES]?: T;
}

/** A query whose attributes are not known. See {@linkcode TypedTable}. */
export type Untyped<Given> = Given & {
  /** For the type checker only. */
  readonly [TYPES]?: never;
};

/** Rows of a typed table; see {@linkcode Query}. */
export interface TypedQuery<T extends TableTypes> extends Query, HasTypes<T> {
  /** The rows for which all of these hold, too. */
  and(...restrictions: readonly TypedRestriction<T>[]): TypedQuery<T>;
  /** The rows for which none of these holds. */
  except(...restrictions: readonly TypedRestriction<T>[]): TypedQuery<T>;
  /** Pairs of rows that agree on all attributes that both have. */
  join<Other extends TableTypes>(
    other: HasTypes<Other>,
  ): TypedQuery<JoinedTypes<T, Other>>;
  join<Name extends string>(
    other: TypedUniversalSet<Name> & OfAttributes<T, Name>,
  ): TypedQuery<KeyedTypes<T, Name>>;
  join(other: Query | Table): Query;
  /** The same rows with other attributes. */
  proj<const Items extends readonly TypedItem<T>[]>(
    ...items: Items
  ): TypedQuery<ProjectedTypes<T, Items>>;
  /** Each row with what is computed of the rows of `other` that agree with it. */
  aggr<const Items extends readonly (TypedItem<T> | AggrOptions)[]>(
    other: HasTypes<TableTypes> | Query | Table,
    ...items: Items
  ): TypedQuery<ProjectedTypes<T, Items>>;
  /** The rows of both. */
  union<Other extends TableTypes>(
    other: HasTypes<Other>,
  ): TypedQuery<UnitedTypes<T, Other>>;
  union(other: Query | Table): Query;
  /** The first rows in an order. */
  top(options?: TopOptions<TypedTerm<T>>): TypedQuery<T>;
  /** The same rows, sorted. */
  orderBy(...terms: readonly TypedTerm<T>[]): TypedQuery<T>;
  /** At most so many of the rows. */
  limit(count: number): TypedQuery<T>;
  /** The rows without the first so many. */
  offset(count: number): TypedQuery<T>;
  /** Reads rows as a data frame, and logs them. */
  fetch(): Promise<TypedFrame<T["row"]>>;
  fetch<Name extends AttributeName<T>>(
    ...names: readonly Name[]
  ): Promise<TypedFrame<Pick<T["row"], Name & keyof T["row"]>>>;
  /** Reads rows as objects, and logs them. */
  rows(): Promise<T["row"][]>;
  rows<Name extends AttributeName<T>>(
    ...names: readonly Name[]
  ): Promise<Pick<T["row"], Name & keyof T["row"]>[]>;
  /** Reads the primary keys, and logs the rows. */
  keys(): Promise<Pick<T["row"], T["key"] & keyof T["row"]>[]>;
  /** Reads the one row, one of its values, or several. */
  fetch1(): Promise<T["row"]>;
  fetch1<Name extends AttributeName<T>>(
    name: Name,
  ): Promise<T["row"][Name & keyof T["row"]]>;
  fetch1<const Names extends readonly AttributeName<T>[]>(
    ...names: Names
  ): Promise<
    { -readonly [At in keyof Names]: T["row"][Names[At] & keyof T["row"]] }
  >;
  /** Reads rows one by one. */
  stream(): AsyncIterable<T["row"]>;
  stream<Name extends AttributeName<T>>(
    ...names: readonly Name[]
  ): AsyncIterable<Pick<T["row"], Name & keyof T["row"]>>;
  /** Reads rows as one array an attribute, and logs them. */
  columns(): Promise<ColumnValues<T, AttributeName<T>>>;
  columns<Name extends AttributeName<T>>(
    ...names: readonly Name[]
  ): Promise<ColumnValues<T, Name>>;
  /** Writes rows: all of them, or none when one is refused. */
  insert(
    rows:
      | Iterable<T["insert"] | readonly unknown[]>
      | AsyncIterable<T["insert"] | readonly unknown[]>
      | ColumnTable
      | Query,
    options?: InsertOptions,
  ): Promise<number>;
  /** Writes one row. */
  insert1(
    row: T["insert"] | readonly unknown[],
    options?: InsertOptions,
  ): Promise<number>;
  /** Changes attributes of the one row that the key names. */
  update1(
    row:
      & Pick<T["row"], T["key"] & keyof T["row"]>
      & Partial<T["insert"]>,
  ): Promise<void>;
}

/**
 * A typed table; see {@linkcode Table}. Parts are properties of it.
 *
 * @example
 * ```ts demo ignore
 * import type { TypedTable } from "spyglass-deno";
 *
 * // What `spyglass types lab` writes.
 * interface MouseTypes {
 *   row: { mouse_id: number; sex: "M" | "F" | "U" };
 *   key: "mouse_id";
 *   insert: { mouse_id: number; sex?: "M" | "F" | "U" };
 * }
 * const { Mouse } = await db.schema<{ Mouse: TypedTable<MouseTypes> }>("lab");
 * const id: number = await Mouse.and({ sex: "F" }).fetch1("mouse_id"); // 1
 * // SELECT mouse_id FROM `lab`.`mouse` WHERE (sex='F') LIMIT 2
 * ```
 */
export interface TypedTable<T extends TableTypes> extends TypedQuery<T> {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): TypedQuery<T>;
  (): TypedQuery<T>;
  /** Its columns, usable in `${}`; called, they are read. */
  readonly columns: TypedColumns<T>;
}

/** The columns of a typed table. See {@linkcode TypedTable}. */
export type TypedColumns<T extends TableTypes> =
  & { readonly [Name in keyof T["row"]]: ColumnRef }
  & TypedQuery<T>["columns"];

/** Attribute → its values. */
type ColumnValues<T extends TableTypes, Name> = {
  [Each in Name & keyof T["row"]]: T["row"][Each][];
};
