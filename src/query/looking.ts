/**
 * What a query tells of itself and of its rows without reading them: nothing of it is logged.
 *
 * @module
 */
import type { SqlValue } from "../sql/fragment.ts";
import { Building } from "./algebra/building.ts";
import { mergePart } from "./algebra/merge.ts";
import type { Restriction } from "./condition/restriction.ts";
import { QUERY_STATE } from "./condition/semijoin.ts";
import { describeRows } from "./describe/describe_rows.ts";
import { statementOf } from "./expression/statement.ts";
import type { Query } from "./query.ts";
import { countRows, hasRows } from "./reading/count.ts";
import { type Preview, previewOf } from "./reading/preview.ts";
import { Reading } from "./reading/reading.ts";

/** A query, as far as one looks at it without reading. */
export abstract class Looking extends Building {
  /**
   * The rows of the one part table that these rows of a merge table have, `null` where they have none. Not a read:
   * nothing is logged.
   *
   * @param restrictions On the part's own attributes.
   * @throws {SpyglassError} This is no merge table, or several parts have rows.
   *
   * @example
   * ```ts demo ignore
   * const part = await PositionOutput.mergeGetPart({ trodes_pos_params_name: "single_led" });
   * await part?.keys();
   * // SELECT 1 FROM `lab_merge`.`position_output__trodes_pos_v1` WHERE (merge_id IN (SELECT merge_id FROM
   * // `lab_merge`.`position_output`))AND((trodes_pos_params_name='single_led')) LIMIT 1
   * ```
   */
  mergeGetPart(...restrictions: readonly Restriction[]): Promise<Query | null> {
    return Reading.of(async () => {
      const { context, expression, with: make } = this[QUERY_STATE]();
      const part = await mergePart(context, expression, restrictions);
      return part && make(part);
    });
  }

  /**
   * How many rows there are. Not a read: nothing is logged.
   *
   * @example
   * ```ts demo ignore
   * await Electrode`electrode_id > ${125}`.count(); // 2
   * // SELECT count(*) FROM `common_ephys`.`_electrode` WHERE (electrode_id > 125)
   * ```
   */
  count(): Promise<number> {
    const { context, expression } = this[QUERY_STATE]();
    return countRows(context, expression);
  }

  /**
   * True when there is a row. Not a read: nothing is logged.
   *
   * @example
   * ```ts demo ignore
   * await Electrode.and({ electrode_id: 500 }).exists(); // false
   * // SELECT 1 FROM `common_ephys`.`_electrode` WHERE (electrode_id=500) LIMIT 1
   * ```
   */
  exists(): Promise<boolean> {
    const { context, expression } = this[QUERY_STATE]();
    return hasRows(context, expression);
  }

  /**
   * The SELECT, with `?` where values are, and the values.
   *
   * @example
   * ```ts demo ignore
   * Electrode.and({ electrode_id: 1 }).toSql().sql;
   * // SELECT * FROM `common_ephys`.`_electrode` WHERE (electrode_id=?)
   * ```
   */
  toSql(): { sql: string; params: SqlValue[] } {
    return statementOf(this[QUERY_STATE]().expression).toSql();
  }

  /**
   * The table's definition in DataJoint's language: declared again, it makes the same table.
   *
   * @example
   * ```ts demo ignore
   * Mouse.describe();
   * // mouse_id : int # number on the cage
   * // ---
   * // sex = 'U' : enum('M', 'F', 'U')
   * ```
   */
  describe(): string {
    const { context, expression } = this[QUERY_STATE]();
    return describeRows(context.catalog, expression);
  }

  /**
   * Some rows, to look at. Nothing is logged, and nothing is handed to code.
   *
   * @param count How many rows. @default {12}
   * @returns Something to show.
   * @throws {RangeError} `count` is no whole number from 1 to 1,000.
   *
   * @example
   * ```ts demo ignore
   * await Electrode.orderBy("electrode_id").preview(3); // shows itself as the last of a cell
   * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` ORDER BY electrode_id LIMIT 3
   * ```
   */
  preview(count = 12): Promise<Preview> {
    const { context, expression } = this[QUERY_STATE]();
    return previewOf(context, expression, count);
  }
}
