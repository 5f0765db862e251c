/**
 * What changes rows and tables: the part of a query that writes.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import { type DeleteOptions, deleteRows } from "./delete.ts";
import { type DropOptions, dropTable } from "./drop.ts";
import {
  type InsertOptions,
  type InsertRow,
  type InsertRows,
  insertRows,
} from "./insert.ts";
import { oneTable } from "./one_table.ts";
import type { QueryInside } from "../query.ts";
import type { Row } from "../reading/result.ts";
import { QUERY_STATE } from "../condition/semijoin.ts";
import { updateRow } from "./update.ts";

/** The methods of every query and table that change something. */
export abstract class Changes {
  /** What the query is. */
  abstract [QUERY_STATE](): QueryInside;

  /**
   * Writes rows: all of them, or none when one is refused. In a blob's column a value is packed as DataJoint packs it; in
   * an `attach` or `filepath` column it is the path of a file.
   *
   * @param rows Objects with the attributes to write, or arrays of all values in the table's order: a list, a frame, or
   * an async stream, which is written while it is read.
   * @param options See {@linkcode InsertOptions}.
   * @returns How many rows were written.
   * @throws {InsertError} The server refused a row: which, and for which columns; nothing was written.
   * @throws {TypeError} A value has no meaning in its column; it says which, and nothing was sent.
   *
   * @example
   * ```ts ignore
   * await Mouse.insert([{ mouse_id: 1, sex: "F" }, [2, "M"]], { skipDuplicates: true });
   * // INSERT INTO `lab`.`mouse` (`mouse_id`, `sex`) VALUES (1, 'F'), (2, 'M') ON DUPLICATE KEY UPDATE …
   * ```
   */
  insert(
    rows: InsertRows | ColumnTable,
    options: InsertOptions = {},
  ): Promise<number> {
    const { context, expression } = this[QUERY_STATE]();
    const table = oneTable(expression, "insert into");
    const items = rows instanceof ColumnTable ? rows.objects() as Row[] : rows;
    return insertRows(context, table, items, options);
  }

  /** Writes one row; see {@linkcode Changes.insert}. */
  insert1(row: InsertRow, options: InsertOptions = {}): Promise<number> {
    return this.insert([row], options);
  }

  /**
   * Changes attributes of one row, which its whole primary key names; for corrections, as DataJoint says.
   *
   * @param row The key, and the attributes to set; `null` sets an attribute to its default.
   * @throws {RowCountError} There is no such row.
   *
   * @example
   * ```ts ignore
   * await Mouse.update1({ mouse_id: 1, sex: "M" });
   * // UPDATE `lab`.`mouse` SET `sex` = 'M' WHERE (mouse_id=1)
   * ```
   */
  update1(row: Row): Promise<void> {
    const { context, expression } = this[QUERY_STATE]();
    return updateRow(context, expression, row);
  }

  /**
   * Deletes these rows and all that refer to them. Shows what goes and asks first.
   *
   * @param options See {@linkcode DeleteOptions}.
   * @returns How many rows went, by table.
   * @throws {SpyglassError} There is nobody to ask, and `force` is not set; or rows of parts would go whose master's stay.
   */
  delete(options: DeleteOptions = {}): Promise<Record<string, number>> {
    const { context, expression } = this[QUERY_STATE]();
    return deleteRows(context, expression, options);
  }

  /**
   * Drops the table and every table that refers to it. Shows what goes and asks first.
   *
   * @param options See {@linkcode DropOptions}.
   * @returns The tables that went, with the rows that they had.
   * @throws {SpyglassError} There is nobody to ask, and `force` is not set; or a part would go whose master stays.
   */
  drop(options: DropOptions = {}): Promise<Record<string, number>> {
    const { context, expression } = this[QUERY_STATE]();
    return dropTable(context, expression, options);
  }
}
