/**
 * What the operators make of typed tables: the attributes of a join, a projection, an aggregation and a union, as far as
 * their texts say. These are types only.
 *
 * @module
 */
import type { NewAttributes } from "./expression/projection.ts";
import type { TableTypes } from "./typed_table.ts";

/**
 * An item of `proj` on a typed query, and, beside options, of `aggr`: an attribute to keep, `"..."` for all, `"-name"` to leave one out,
 * or an object of new ones. See {@linkcode TypedTable}.
 */
export type TypedItem<T extends TableTypes> =
  | Extract<keyof T["row"], string>
  | "..."
  | `-${Extract<keyof T["row"], string>}`
  | NewAttributes;

/** The rows of both: each attribute that one of them has. See {@linkcode TypedTable}. */
export interface JoinedTypes<T extends TableTypes, Other extends TableTypes>
  extends TableTypes {
  readonly row: Flat<T["row"] & Omit<Other["row"], keyof T["row"]>>;
  readonly key: T["key"] | Other["key"];
  readonly insert: never;
}

/** The rows of either: what only one of them has is NULL in those of the other. See {@linkcode TypedTable}. */
export interface UnitedTypes<T extends TableTypes, Other extends TableTypes>
  extends TableTypes {
  readonly row: Flat<
    & Pick<T["row"], keyof T["row"] & (keyof Other["row"] | T["key"])>
    & OrNull<Omit<T["row"], keyof Other["row"] | T["key"]>>
    & OrNull<Omit<Other["row"], keyof T["row"] | T["key"]>>
  >;
  readonly key: T["key"];
  readonly insert: never;
}

/**
 * The same rows with these attributes; the key is kept, and what SQL computes is `unknown`. See
 * {@linkcode TypedTable}.
 */
export interface ProjectedTypes<
  T extends TableTypes,
  Items extends readonly unknown[],
> extends TableTypes {
  readonly row: Flat<
    & Pick<
      T["row"],
      Exclude<
        | T["key"] & keyof T["row"]
        | ("..." extends Items[number] ? keyof T["row"]
          : Items[number] & keyof T["row"]),
        Dropped<Items> | Renamed<T, Items>
      >
    >
    & {
      readonly [Name in keyof New<Items>]: Source<T, New<Items>[Name]> extends
        infer From extends keyof T["row"] ? T["row"][From] : unknown;
    }
  >;
  readonly key:
    | Exclude<T["key"], Renamed<T, Items>>
    | {
      [Name in keyof New<Items>]: New<Items>[Name] extends T["key"] ? Name
        : never;
    }[keyof New<Items>];
  readonly insert: never;
}

type Flat<T> = { readonly [Name in keyof T]: T[Name] };
type OrNull<T> = { readonly [Name in keyof T]: T[Name] | null };

/** Names behind a minus. */
type Dropped<Items extends readonly unknown[]> = Items[number] extends
  infer Item ? Item extends `-${infer Name}` ? Name : never
  : never;

/** All new attributes: name → what it is made of. */
type New<Items extends readonly unknown[]> = NewOf<
  Intersected<Extract<Items[number], object>>
>;
type Intersected<Union> =
  (Union extends unknown ? (each: Union) => void : never) extends
    (all: infer All) => void ? All : never;
/** Without options, which are true or false. */
type NewOf<T> = {
  [Name in keyof T as T[Name] extends boolean ? never : Name]: T[Name];
};

/** Attributes that go by another name now. */
type Renamed<T extends TableTypes, Items extends readonly unknown[]> = Extract<
  New<Items>[keyof New<Items>],
  keyof T["row"]
>;

/** The attribute that a text names, also in parentheses, which copy it. */
type Source<T extends TableTypes, Text> = Text extends keyof T["row"] ? Text
  : Text extends `(${infer Name extends Extract<keyof T["row"], string>})`
    ? Name
  : never;
