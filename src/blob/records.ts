/**
 * Arrays with fields: numpy's structured arrays and recarrays, and MATLAB's struct arrays.
 *
 * @module
 */

import type { NdArray } from "./array.ts";
import type { ComplexArray } from "./complex.ts";
import { flatIndex, nest, sizeOf } from "./shape.ts";

/** One field of a record array: one element a record. */
export type RecordColumn = NdArray | ComplexArray | RecordArray;

/** Which of the two kinds of record array: a field is an array in `recarray`, any values in MATLAB's `struct`. */
export type RecordKind = "recarray" | "struct";

/**
 * An array of records, kept by columns. Iterating it, or `get`, gives records as plain objects.
 *
 * @example
 * ```ts
 * import { ndArray } from "./array.ts";
 * import { RecordArray } from "./records.ts";
 * const spikes = new RecordArray([["unit", ndArray(new Int32Array([7, 8]))]]);
 * spikes.get(1); // { unit: 8 }
 * ```
 */
export class RecordArray {
  /** Columns by field, in the order of the fields. */
  readonly columns: ReadonlyMap<string, RecordColumn>;
  /** The length of each dimension; `[]` is a single record. */
  readonly shape: readonly number[];
  /** numpy's or MATLAB's. */
  readonly kind: RecordKind;

  /**
   * @param columns Fields and their columns, all of one shape.
   * @param options `shape` where it cannot be told from the columns; `kind`, `recarray` unless given.
   * @throws {RangeError} Where columns differ in shape.
   * @throws {TypeError} Where two fields have the same name.
   */
  constructor(
    columns: Iterable<readonly [string, RecordColumn]>,
    options: { shape?: readonly number[]; kind?: RecordKind } = {},
  ) {
    const pairs = [...columns];
    this.columns = new Map(pairs);
    this.kind = options.kind ?? "recarray";
    this.shape = Object.freeze([
      ...(options.shape ?? pairs[0]?.[1].shape ?? []),
    ]);
    if (this.columns.size < pairs.length) {
      throw new TypeError(
        "Cannot make a record array: found two fields of the same name",
      );
    }
    for (const [field, column] of pairs) this.#checkShape(field, column);
  }

  /** The number of records. */
  get length(): number {
    return sizeOf(this.shape);
  }

  /**
   * The record at an index, one number a dimension; negative numbers count from the end.
   *
   * @param index One whole number a dimension.
   * @returns Field → value.
   * @throws {RangeError} Where the index is outside of the shape.
   *
   * @example
   * ```ts
   * import { ndArray } from "./array.ts";
   * import { RecordArray } from "./records.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(new RecordArray([["unit", ndArray(new Int32Array([7, 8]))]]).get(-1), { unit: 8 });
   * ```
   */
  get(...index: number[]): Record<string, unknown> {
    return this.#record(this.#unflatten(flatIndex(this.shape, index)));
  }

  /**
   * The array as nested plain arrays of records.
   *
   * @example
   * ```ts
   * import { ndArray } from "./array.ts";
   * import { RecordArray } from "./records.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(new RecordArray([["unit", ndArray(new Int32Array([7]))]]).toNested(), [{ unit: 7 }]);
   * ```
   */
  toNested(): unknown {
    return nest(
      this.shape,
      (position) => this.#record(this.#unflatten(position)),
    );
  }

  /** All records, row-major. */
  *[Symbol.iterator](): IterableIterator<Record<string, unknown>> {
    for (let i = 0; i < this.length; i++) {
      yield this.#record(this.#unflatten(i));
    }
  }

  /** Kind, shape and fields, for `console.log`. */
  [Symbol.for("Deno.customInspect")](
    inspect: typeof Deno.inspect,
    options: Deno.InspectOptions,
  ): string {
    return `${this.kind}(${this.shape.join(", ")}) ${
      inspect(Object.fromEntries(this.columns), options)
    }`;
  }

  #record(index: readonly number[]): Record<string, unknown> {
    // `fromEntries` defines properties: a field named __proto__ stays a field.
    return Object.fromEntries(
      [...this.columns].map(([field, column]) => [field, column.get(...index)]),
    );
  }

  #unflatten(position: number): number[] {
    let rest = position;
    return this.shape.toReversed().map((length) => {
      const at = rest % length;
      rest = Math.floor(rest / length);
      return at;
    }).reverse();
  }

  #checkShape(field: string, column: RecordColumn): void {
    if (String(column.shape) === String(this.shape)) return;
    throw new RangeError(
      `Cannot make a record array: field '${field}' has shape (${column.shape}), wanted (${this.shape})`,
    );
  }
}
