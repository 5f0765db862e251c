/**
 * Universal sets whose names the type checker knows. These are types only.
 *
 * @module
 */
import type { AggrItem } from "./algebra/aggregate.ts";
import type { UniversalSet } from "./algebra/universal_set.ts";
import type { Query } from "./query.ts";
import type { Table } from "./table.ts";
import type { ProjectedTypes } from "./typed_algebra.ts";
import type {
  HasTypes,
  TableTypes,
  TypedQuery,
  Untyped,
} from "./typed_table.ts";

/**
 * What {@linkcode U} makes: typed rows that lack one of its names are an error of the type checker.
 *
 * @example
 * ```ts demo ignore
 * import type { TypedUniversalSet } from "spyglass-deno";
 *
 * const shanks: TypedUniversalSet<"probe_shank"> = U("probe_shank");
 * shanks.aggr(Electrode, { n: "count(*)" });
 * // SELECT probe_shank, count(*) AS n FROM `common_ephys`.`_electrode` GROUP BY probe_shank
 * ```
 */
export interface TypedUniversalSet<Name extends string> extends UniversalSet {
  /** Names of the attributes. */
  readonly names: readonly Name[];
  /** The different combinations of values that the attributes have in some rows. */
  and<T extends TableTypes>(
    query: HasTypes<T> & OfAttributes<T, Name>,
  ): Known<Name, DistinctTypes<T, Name>>;
  and(query: Untyped<Query | Table>): Query;
  /** The same rows with the attributes in their primary key. */
  join<T extends TableTypes>(
    query: HasTypes<T> & OfAttributes<T, Name>,
  ): Known<Name, KeyedTypes<T, Name>>;
  join(query: Untyped<Query | Table>): Query;
  /** One row for each combination of values that the attributes have. */
  aggr<T extends TableTypes, const Items extends readonly AggrItem[]>(
    query: HasTypes<T> & OfAttributes<T, Name>,
    ...items: Items
  ): Known<Name, ProjectedTypes<DistinctTypes<T, Name>, Items>>;
  aggr(query: Untyped<Query | Table>, ...items: readonly AggrItem[]): Query;
}

/** Rows that have these attributes, unless the names are not known. See {@linkcode TypedUniversalSet}. */
export type OfAttributes<T extends TableTypes, Name extends string> =
  string extends Name ? unknown
    : [Name] extends [Extract<keyof T["row"], string>] ? unknown
    : { readonly missing: Exclude<Name, keyof T["row"]> };

/** Different values of some attributes. See {@linkcode TypedUniversalSet}. */
export interface DistinctTypes<T extends TableTypes, Name extends string>
  extends TableTypes {
  readonly row: {
    readonly [Each in Name & keyof T["row"]]: T["row"][Each];
  };
  readonly key: Name;
  readonly insert: never;
}

/** The same rows with more attributes in the key. See {@linkcode TypedUniversalSet}. */
export interface KeyedTypes<T extends TableTypes, Name extends string>
  extends TableTypes {
  readonly row: T["row"];
  readonly key: T["key"] | Name;
  readonly insert: never;
}

/** What comes of names that are known, or not. */
type Known<Name extends string, T extends TableTypes> = string extends Name
  ? Query
  : TypedQuery<T>;
