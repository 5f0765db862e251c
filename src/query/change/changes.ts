/**
 * What changes rows and tables: the part of a query that writes.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import { type DeleteOptions, deleteRows } from "./delete.ts";
import { type DropOptions, dropTable } from "./drop.ts";
import type { InsertOptions, InsertRow, InsertRows } from "./insert_options.ts";
import { insertRows } from "./insert.ts";
import { insertSelect } from "./insert_select.ts";
import { oneTable } from "./one_table.ts";
import type { QueryInside } from "../query_inside.ts";
import type { Frame } from "../reading/frame.ts";
import type { Query } from "../query.ts";
import type { Row } from "../reading/result.ts";
import { expressionOf, isQuery, QUERY_STATE } from "../condition/semijoin.ts";
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
   * an async stream, which is written while it is read. Or a query, whose rows are copied on the server, and logged.
   * @param options See {@linkcode InsertOptions}.
   * @returns How many rows were written.
   * @throws {InsertError} The server refused a row: which, and for which columns; nothing was written.
   * @throws {TypeError} A value has no meaning in its column; it says which, and nothing was sent.
   *
   * @example
   * ```ts demo ignore
   * await Mouse.insert([{ mouse_id: 3, sex: "F" }, [4, "M"]]);
   * // INSERT INTO `lab`.`mouse` (`mouse_id`, `sex`) VALUES (3, 'F'), (4, 'M')
   * await Mouse.insert([{ mouse_id: 3, sex: "M" }], { skipDuplicates: true });
   * // INSERT INTO `lab`.`mouse` (`mouse_id`, `sex`) VALUES (3, 'M') ON DUPLICATE KEY UPDATE `mouse_id` =
   * // `lab`.`mouse`.`mouse_id`
   * await Mouse.insert([{ mouse_id: 3, sex: "M" }], { replace: true });
   * // REPLACE INTO `lab`.`mouse` (`mouse_id`, `sex`) VALUES (3, 'M')
   * await Mouse.insert(Mouse.and({ mouse_id: 4 }).proj(), { skipDuplicates: true });
   * // INSERT INTO `lab`.`mouse` (`mouse_id`) SELECT mouse_id FROM (SELECT mouse_id FROM `lab`.`mouse` WHERE (mouse_id=4))
   * // AS `given rows` ON DUPLICATE KEY UPDATE `mouse_id` = `lab`.`mouse`.`mouse_id`
   * ```
   */
  insert(
    rows: InsertRows | ColumnTable | Pick<Frame, "recorded"> | Query,
    options: InsertOptions = {},
  ): Promise<number> {
    const { context, expression } = this[QUERY_STATE]();
    const table = oneTable(expression, "insert into");
    if (isQuery(rows)) {
      return insertSelect(context, table, expressionOf(rows), options);
    }
    const items = rows instanceof ColumnTable
      ? rows.objects() as Row[]
      : rows as InsertRows;
    return insertRows(context, table, items, options);
  }

  /**
   * Writes one row; see {@linkcode Changes.insert}.
   *
   * @param row An object with the attributes to write, or an array of all values.
   * @throws {InsertError} The server refused it.
   *
   * @example
   * ```ts demo ignore
   * await Mouse.insert1({ mouse_id: 3 });
   * // INSERT INTO `lab`.`mouse` (`mouse_id`) VALUES (3)
   * ```
   */
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
   * ```ts demo ignore
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
   *
   * @example
   * ```ts demo ignore
   * await Mouse.and({ mouse_id: 1 }).delete({ force: true }); // { "`lab`.`weighing`": 1, "`lab`.`mouse`": 1 }
   * // DELETE FROM `lab`.`weighing` WHERE `mouse_id`=1 AND `day`='2023-06-22'
   * // DELETE FROM `lab`.`mouse` WHERE `mouse_id`=1
   * ```
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
   *
   * @example
   * ```ts demo ignore
   * await Mouse.drop({ force: true });
   * // DROP TABLE `lab`.`weighing`
   * // DROP TABLE `lab`.`mouse`
   * ```
   */
  drop(options: DropOptions = {}): Promise<Record<string, number>> {
    const { context, expression } = this[QUERY_STATE]();
    return dropTable(context, expression, options);
  }
}
