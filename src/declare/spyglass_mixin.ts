/**
 * What the classes of all tables extend.
 *
 * @module
 */
import type { ColumnTable } from "arquero";
import type {
  InsertOptions,
  InsertRow,
  InsertRows,
} from "../query/change/insert_options.ts";
import type { Query } from "../query/query.ts";
import { METHODS, type TableItself } from "../query/table.ts";

/**
 * What every table is; the name is Spyglass' own. There is no table whose reads are not logged. See
 * {@linkcode Manual}.
 */
export interface SpyglassMixin extends Omit<TableItself, "insert" | "insert1"> {
  /** See {@linkcode Query.insert}. */
  insert(
    rows: InsertRows | ColumnTable | Query,
    options?: InsertOptions,
  ): Promise<number>;
  /** See {@linkcode Query.insert1}. */
  insert1(row: InsertRow, options?: InsertOptions): Promise<number>;
}

/**
 * What every table of a user's own extends; see {@linkcode Manual}.
 */
export abstract class SpyglassMixin {
  /** Tables are made by `db.declare`; this is not for callers. */
  constructor(table?: unknown) {
    if (typeof table !== "function") {
      throw new TypeError(
        `Cannot make a ${new.target.name}: it was called with new, wanted db.declare("schema", ${new.target.name}), which makes the table`,
      );
    }
    // Fields of the class are then set on the table itself.
    Object.setPrototypeOf(table, new.target.prototype);
    return table as unknown as this;
  }
}

// So that a table made of a class has the methods of every table behind those of the class.
Object.setPrototypeOf(SpyglassMixin.prototype, METHODS);
