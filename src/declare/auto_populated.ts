/**
 * Tables that are filled by code: `populate` calls `make` of their class.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { ColumnTable } from "arquero";
import type {
  InsertOptions,
  InsertRow,
  InsertRows,
} from "../query/change/insert_options.ts";
import type { Restriction } from "../query/condition/restriction.ts";
import type { Query } from "../query/query.ts";
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

/** How rows are written into a table that `make` fills. See {@linkcode AutoPopulated.insert}. */
export interface DirectInsertOptions extends InsertOptions {
  /** Insert although `make` does not. @default {false} */
  readonly allowDirectInsert?: boolean;
}

/**
 * A table that `populate` fills by the class's `make(key)`: what {@linkcode Computed} and {@linkcode Imported} extend.
 */
export abstract class AutoPopulated extends SpyglassMixin {
  /**
   * Calls `make` for each key of the key source that is not in the table yet, each in a transaction of its own. The key
   * source is the join of the tables that the primary key refers to, or `keySource` of the class.
   *
   * @param options See {@linkcode PopulateTableOptions}.
   * @returns How many keys were computed, and which failed where errors are suppressed.
   * @throws {PopulateError} `make` failed for a key; what it did for that key was undone.
   *
   * @example
   * ```ts demo ignore
   * await Pounds.populate({ restrictions: { mouse_id: 1 } }); // { successCount: 1, errorList: [] }
   * // INSERT INTO `lab`.`__pounds` (`mouse_id`, `day`, `pounds`) VALUES (1, '2023-06-22', 0.05)
   * ```
   */
  populate(options: PopulateTableOptions = {}): Promise<PopulateTableResult> {
    return populateTable(populatingOf(this), options);
  }

  /**
   * How many keys there are, and how many are yet to be computed.
   *
   * @param options `restrictions`: which keys.
   * @returns Numbers of keys.
   *
   * @example
   * ```ts demo ignore
   * await Pounds.progress(); // { total: 1, remaining: 1 }
   * // SELECT count(*), COALESCE(SUM(EXISTS (SELECT 1 FROM `lab`.`__pounds` AS `done` WHERE `done`.`mouse_id` =
   * // `todo`.`mouse_id` AND `done`.`day` = `todo`.`day`)), 0) FROM (SELECT * FROM (SELECT `p0`.mouse_id AS
   * // `mouse_id`, `p0`.`day` AS `day` FROM `lab`.`weighing` AS `p0`) AS `keys`) AS `todo`
   * ```
   */
  progress(
    options: { readonly restrictions?: Restriction | readonly Restriction[] } =
      {},
  ): Promise<{ total: number; remaining: number }> {
    return populatingOf(this).keySource(restrictionsOf(options)).count();
  }

  /**
   * Writes rows: in `make`, or anywhere with `allowDirectInsert`.
   *
   * @param options As for every table, and `allowDirectInsert`.
   * @returns How many rows were written.
   * @throws {SpyglassError} It is called outside of `make`, without `allowDirectInsert`.
   *
   * @example
   * ```ts demo ignore
   * await Pounds.insert([{ mouse_id: 1, day: "2023-06-22", pounds: 0.05 }], { allowDirectInsert: true });
   * // INSERT INTO `lab`.`__pounds` (`mouse_id`, `day`, `pounds`) VALUES (1, '2023-06-22', 0.05)
   * ```
   */
  override insert(
    rows: InsertRows | ColumnTable | Query,
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
  rows: InsertRows | ColumnTable | Query,
  options: InsertOptions,
) => Promise<number>;

function populatingOf(table: object): Populating {
  const populating = POPULATING.get(table);
  if (populating !== undefined) return populating;
  throw new TypeError(
    "Cannot populate: this is no table that db.declare made of a class, wanted one with make()",
  );
}
