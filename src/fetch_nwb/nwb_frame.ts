/**
 * The data of a row's NWB objects as one frame, as Spyglass' `fetch1_dataframe` gives it.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { Frame, type FrameColumns } from "../query/reading/frame.ts";
import type { Row } from "../query/reading/result.ts";
import {
  FRAME_SHAPES,
  type FramePart,
  type FrameShape,
  seriesColumns,
  TABLES_BY_TIME,
} from "../spyglass/nwb_frames.ts";
import type { NwbRow } from "../query/reading/nwb_row.ts";
import { plainFrame } from "./opened_rows.ts";
import { isRawPosition, rawPositionFrame } from "./tracked_lights.ts";
import { TimeSeries } from "../nwb/series/series.ts";
import { columnsOf } from "../nwb/series/series_columns.ts";

/**
 * The frame of what was opened: of recorded positions that of all their objects, else that of the one row.
 *
 * @param isUpsampled Whether its rows are of other times than it was recorded at, as far as the database knows.
 * @throws {SpyglassError} There is no one frame of it.
 */
export function nwbFrame(
  rows: readonly Row[],
  isUpsampled = false,
): Frame {
  return isRawPosition(rows)
    ? rawPositionFrame(rows)
    : rowFrame(rows[0]!, isUpsampled);
}

/**
 * Makes the frame: of a position's objects its coordinates, angle and velocity; of a series its channels; of a table
 * the table. Time comes first.
 *
 * @throws {SpyglassError} The row has nothing of these, or several.
 */
function rowFrame(row: Row, isUpsampled: boolean): Frame {
  const shape = FRAME_SHAPES.find(({ parts }) =>
    parts.every(({ object }) => isGroup(row[object]))
  );
  if (shape !== undefined) {
    return shapedFrame(row as NwbRow, shape, isUpsampled);
  }
  const found = Object.entries(row).filter(([, value]) =>
    value instanceof TimeSeries || value instanceof Frame
  );
  if (found.length === 1) {
    const [name, value] = found[0]!;
    return value instanceof TimeSeries
      ? seriesFrame(name, value)
      : tableFrame(name, value as Frame);
  }
  // What Spyglass could not compute it keeps as empty tables.
  const isEmpty = found.length > 0 &&
    found.every(([, value]) => value instanceof Frame && value.numRows() === 0);
  if (isEmpty) return found[0]![1] as Frame;
  throw new SpyglassError(
    `Cannot make one frame of this row: found ${found.length} series and tables in it (${
      Object.keys(row).join(", ")
    }), wanted one, or a position; use fetchNwb() and choose`,
  );
}

interface NwbGroup {
  readonly path: string;
  readonly object_id: string;
  readonly children: readonly string[];
}

function isGroup(value: unknown): value is NwbGroup {
  return typeof value === "object" && value !== null && "children" in value &&
    "object_id" in value;
}

function shapedFrame(
  row: NwbRow,
  { times, parts }: FrameShape,
  isUpsampled: boolean,
): Frame {
  const time = seriesIn(row, times);
  const columns: FrameColumns = { time: Array.from(time.timestamps()) };
  for (const part of parts) {
    if (isUpsampled && part.isOptional) continue;
    const series = seriesOf(row, part, time);
    if (series === null) continue;
    const data = columnsOf(series, part.columns.length);
    part.columns.forEach((name, at) =>
      columns[name] = part.isInteger ? data[at]!.map(Math.trunc) : data[at]!
    );
  }
  return plainFrame(columns, `${time.path} of ${row.nwb.path}`);
}

/** The series of a part, `null` where it may be left out. */
function seriesOf(
  row: NwbRow,
  part: FramePart,
  { length }: TimeSeries,
): TimeSeries | null {
  const { object, series: name, isOptional = false } = part;
  const { path, children } = row[object] as NwbGroup;
  if (isOptional && !children.includes(name!)) return null;
  const series = seriesIn(row, object, name);
  const width = series.shape.slice(1).reduce((all, one) => all * one, 1);
  if (series.length === length && width === part.columns.length) return series;
  if (isOptional) return null;
  throw new SpyglassError(
    `Cannot make one frame of this row: ${path} of ${row.nwb.path} has ${series.length} × ${width} values in ${series.name}, wanted ${length} × ${part.columns.length}; use fetchNwb() and read it`,
  );
}

function seriesIn(row: NwbRow, object: string, name?: string): TimeSeries {
  const { object_id, path, children } = row[object] as NwbGroup;
  const child = name ?? children[0];
  if (child !== undefined && children.includes(child)) {
    return row.nwb.series(`${row.nwb.objects().get(object_id)}/${child}`);
  }
  throw new SpyglassError(
    `Cannot make one frame of this row: ${path} of ${row.nwb.path} has no series ${
      name ?? ""
    }, found ${children.join(", ") || "nothing"} in it`,
  );
}

/** Without other names as pandas numbers them: `time`, then 0, 1, 2 … */
function seriesFrame(object: string, series: TimeSeries): Frame {
  const width = series.shape[1] ?? 1;
  const named = seriesColumns(object, series.description ?? "", width);
  const names = named ?? Array.from({ length: width }, (_, at) => String(at));
  if (new Set(["time", ...names]).size !== width + 1) {
    throw new SpyglassError(
      `Cannot make a frame of ${series.path}: its description names the columns ${
        names.join(", ")
      }, wanted ${width}, each once; use fetchNwb() and read the series`,
    );
  }
  const columns: FrameColumns = { time: Array.from(series.timestamps()) };
  const all = columnsOf(series, width);
  names.forEach((name, at) => columns[name] = all[at]!);
  // An object has names that are numbers before all others, whatever the order they came in.
  return plainFrame(columns, series.path).select("time", ...names) as Frame;
}

function tableFrame(object: string, table: Frame): Frame {
  const names = table.columnNames();
  if (!TABLES_BY_TIME.has(object) || !names.includes("time")) return table;
  const others = names.filter((name) => name !== "id" && name !== "time");
  return table.select("time", ...others) as Frame;
}
