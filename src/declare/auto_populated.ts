/**
 * Tables that are filled by code: `populate` calls `make` of their class.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { tableLabel } from "../query/context.ts";
import type { ColumnTable } from "arquero";
import type {
  InsertOptions,
  InsertRow,
  InsertRows,
} from "../query/change/insert.ts";
import type { Restriction } from "../query/condition/restriction.ts";
import { METHODS } from "../query/table.ts";
import { isMaking } from "./making.ts";
import {
  populateTable,
  type PopulateTableOptions,
  type PopulateTableResult,
  type Populating,
  restrictionsOf,
} from "./populate.ts";
import { SpyglassMixin } from "./spyglass_mixin.ts";

/** How rows are written into a table that `make` fills. */
export interface DirectInsertOptions extends InsertOptions {
  /** Insert although `make` does not. @default {false} */
  readonly allowDirectInsert?: boolean;
}

/** A table that `populate` fills by the class's `make(key)`. */
export abstract class AutoPopulated extends SpyglassMixin {
  /**
   * Calls `make` for each key of the key source that is not in the table yet, each in a transaction of its own. The key
   * source is the join of the tables that the primary key refers to, or `keySource` of the class.
   *
   * @param options See {@linkcode PopulateTableOptions}.
   * @returns How many keys were computed, and which failed where errors are suppressed.
   * @throws {PopulateError} `make` failed for a key; what it did for that key was undone.
   */
  populate(options: PopulateTableOptions = {}): Promise<PopulateTableResult> {
    return populateTable(populatingOf(this), options);
  }

  /**
   * How many keys there are, and how many are yet to be computed.
   *
   * @param options `restrictions`: which keys.
   */
  progress(
    options: { readonly restrictions?: Restriction | readonly Restriction[] } =
      {},
  ): Promise<{ total: number; remaining: number }> {
    return populatingOf(this).keySource(restrictionsOf(options)).count();
  }

  /** Writes rows: in `make`, or anywhere with `allowDirectInsert`. */
  override insert(
    rows: InsertRows | ColumnTable,
    options: DirectInsertOptions = {},
  ): Promise<number> {
    const { allowDirectInsert, ...rest } = options;
    if (!allowDirectInsert && !isMaking(this)) {
      const label = tableLabel(populatingOf(this).info);
      return Promise.reject(
        new SpyglassError(
          `Cannot insert into ${label}: it is filled by populate(), which calls make() of its class, wanted rows from there; pass { allowDirectInsert: true } to insert them all the same`,
        ),
      );
    }
    return INSERT.call(this, rows, rest);
  }

  /** Writes one row; see {@linkcode AutoPopulated.insert}. */
  override insert1(
    row: InsertRow,
    options: DirectInsertOptions = {},
  ): Promise<number> {
    return this.insert([row], options);
  }
}

/** Says how a table is populated; where its class is known. */
export function setPopulating(table: object, populating: Populating): void {
  POPULATING.set(table, populating);
}

const POPULATING = new WeakMap<object, Populating>();

const INSERT = (METHODS as { insert: TableInsert }).insert;
type TableInsert = (
  this: object,
  rows: InsertRows | ColumnTable,
  options: InsertOptions,
) => Promise<number>;

function populatingOf(table: object): Populating {
  const populating = POPULATING.get(table);
  if (populating !== undefined) return populating;
  throw new TypeError(
    "Cannot populate: this is no table that db.declare made of a class, wanted one with make()",
  );
}
