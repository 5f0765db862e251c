/**
 * What the HDF5 library says of a value's type.
 *
 * @module
 */

/** Classes of types, by HDF5's numbers. */
export const CLASS = {
  integer: 0,
  float: 1,
  text: 3,
  compound: 6,
  reference: 7,
  enumeration: 8,
  list: 9,
  array: 10,
} as const;

/** What stands behind a text of fixed length, by HDF5's numbers: a NUL that ends it, only NULs, or only spaces. */
export const PADDING = { terminated: 0, nulls: 1, spaces: 2 } as const;

/** The type of a dataset's, an attribute's, or a member's values. */
export interface Metadata {
  /** See {@linkcode CLASS}. */
  readonly type: number;
  /** Bytes of one value. */
  readonly size: number;
  readonly total_size: number;
  /** `null` where there is no value at all. */
  readonly shape: readonly number[] | null;
  readonly signed: boolean;
  /** True where texts are of any length. */
  readonly vlen: boolean;
  /** What fills the rest of a text of fixed length, see {@linkcode PADDING}. */
  readonly strpad?: number;
  readonly ref_type?: "object" | "region";
  readonly array_type?: Metadata;
  readonly vlen_type?: Metadata;
  /** Where the values of a virtual dataset are; `.` is the file itself. */
  readonly virtual_sources?: readonly {
    readonly file_name: string;
    readonly dset_name: string;
  }[];
  readonly enum_type?: {
    readonly members: Readonly<Record<string, number>>;
    readonly type: number;
  };
  readonly compound_type?: { readonly members: readonly Member[] };
}

/** One member of a compound. */
export interface Member extends Metadata {
  readonly name: string;
  readonly offset: number;
}
