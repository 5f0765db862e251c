/**
 * Positions as they were recorded: one row a tracked light, and one frame of all of them
 * (`spyglass/common/common_behav.py`).
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import type { QueryContext } from "../query/context.ts";
import {
  baseOf,
  type Expression,
  restrict,
  tableRows,
} from "../query/expression/expression.ts";
import type { Frame, FrameColumns } from "../query/reading/frame.ts";
import type { Row } from "../query/reading/result.ts";
import { semijoinCondition } from "../query/condition/semijoin.ts";
import {
  INTERVAL_NAME,
  RAW_POSITION,
  RAW_POSITION_OBJECTS,
  RAW_POSITION_SERIES,
} from "../spyglass/nwb_tables.ts";
import { plainFrame } from "./opened_rows.ts";
import { TimeSeries } from "../nwb/series/series.ts";
import { columnsOf } from "../nwb/series/series_columns.ts";

/** The rows of the objects of recorded positions, `null` where an expression's rows are others. */
export function positionObjects(
  { catalog }: QueryContext,
  expression: Expression,
): Expression | null {
  const table = baseOf(expression);
  if (table?.fullName === RAW_POSITION_OBJECTS) return expression;
  const part = catalog.tables.get(RAW_POSITION_OBJECTS);
  if (table?.fullName !== RAW_POSITION || part === undefined) return null;
  const all = tableRows(part);
  return restrict(all, [semijoinCondition(all.heading, expression)]);
}

/** Whether rows are those of {@linkcode positionObjects}. */
export function isRawPosition(rows: readonly Row[]): boolean {
  return rows.every((row) => row[RAW_POSITION_SERIES] instanceof TimeSeries);
}

/**
 * Time, and the coordinates of each light, at the times that all of them have.
 *
 * @throws {SpyglassError} The rows are of several intervals.
 */
export function rawPositionFrame(rows: readonly Row[]): Frame {
  const intervals = new Set(rows.map((row) => row[INTERVAL_NAME]));
  if (intervals.size > 1) {
    throw new SpyglassError(
      `Cannot make one frame of these positions: found ${intervals.size} intervals, wanted one; restrict ${INTERVAL_NAME} to one of ${
        [...intervals].join(", ")
      }`,
    );
  }
  const lights = rows.map(lightColumns);
  const all = lights.reduce(joined);
  const paths = rows.map((row) =>
    (row[RAW_POSITION_SERIES] as TimeSeries).path
  );
  return plainFrame(all, paths.join(", "));
}

type Columns = Record<string, number[]> & FrameColumns;

function lightColumns(row: Row): Columns {
  const series = row[RAW_POSITION_SERIES] as TimeSeries;
  const width = series.shape[1] ?? 1;
  const columns: Columns = { time: Array.from(series.timestamps()) };
  const names = namesOf(series.description ?? "", Number(row.id), width);
  const data = columnsOf(series, width);
  names.forEach((name, at) => columns[name] = data[at]!);
  return columns;
}

/** The description names the coordinates, as in `xloc, yloc`; numbers tell lights apart. */
function namesOf(description: string, id: number, width: number): string[] {
  const isNumbered = /[12]/.test(description);
  const names = description.split(", ")
    .map((name) => isNumbered ? name : `${name}${id + 1}`);
  return names.length === width ? names : ["x", "y", "z"].slice(0, width);
}

/** As pandas merges on time: the times of both, and `_x` and `_y` at names that both have. */
function joined(left: Columns, right: Columns): Columns {
  const places = new Map(right.time!.map((time, at) => [time, at]));
  const pairs = left.time!
    .map((time, at) => [at, places.get(time)] as const)
    .filter((pair): pair is readonly [number, number] => pair[1] !== undefined);
  const columns: Columns = { time: pairs.map(([at]) => left.time![at]!) };
  const take = (from: Columns, other: Columns, side: 0 | 1, suffix: string) => {
    for (const [name, values] of Object.entries(from)) {
      if (name === "time") continue;
      columns[name in other ? name + suffix : name] = pairs.map((pair) =>
        values[pair[side]]!
      );
    }
  };
  take(left, right, 0, "_x");
  take(right, left, 1, "_y");
  return columns;
}
