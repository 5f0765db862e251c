/**
 * What a front end asks of grids.
 *
 * @module
 */
import type {
  GridHead,
  GridRows,
  GridView,
} from "../../../src/lab/grid/grid_messages.d.ts";
import type { LabPlace } from "../front_end.ts";

/** The whole table of items. */
export const ITEMS: GridView = {
  table: "`shop`.`item`",
  rows: "all",
  sort: [],
  filter: [],
};

/** Columns and number of rows. */
export async function head(place: LabPlace, view: GridView): Promise<GridHead> {
  return await place.front.ask({ ask: "grid", view }) as GridHead;
}

/** Some rows. */
export async function rows(
  place: LabPlace,
  view: GridView,
  offset = 0,
  limit = 100,
  index?: string,
): Promise<GridRows["rows"]> {
  const asked = { ask: "gridRows", view, index, offset, limit };
  const got = await place.front.ask(asked);
  return (got as GridRows).rows;
}

/** Rows that were taken away. */
export interface Copy {
  readonly text: string;
  readonly rows: number;
  readonly note: string;
}

/** Takes rows away. */
export async function copy(
  place: LabPlace,
  view: GridView,
  more: Record<string, unknown> = {},
): Promise<Copy> {
  const asked = { format: "tsv", columns: [], offset: 0, limit: 1000, ...more };
  return await place.front.ask({ ask: "gridCopy", view, ...asked }) as Copy;
}

/** What the log holds. */
export async function entries({ pool }: LabPlace): Promise<string[]> {
  const rows = await pool.texts(
    "select table_name, restriction from common_usage.export_selection__table order by table_id",
  );
  return rows.map(([table, text]) => `${table!.replaceAll("`", "")} ${text}`);
}
