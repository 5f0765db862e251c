/**
 * The data of a row's NWB objects as one frame, as Spyglass' `fetch1_dataframe` gives it
 * (`spyglass/common/common_position.py`, `spyglass/lfp/lfp_merge.py` and others).
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { Frame, type FrameColumns } from "../query/reading/frame.ts";
import type { Row } from "../query/reading/result.ts";
import type { NwbFile } from "./file.ts";
import { type NwbRow, plainFrame } from "./opened_rows.ts";
import { isRawPosition, rawPositionFrame } from "./tracked_lights.ts";
import { TimeSeries } from "./series.ts";
import { columnsOf } from "./series_columns.ts";

/**
 * The frame of what was opened: of recorded positions that of all their objects, else that of the one row.
 *
 * @throws {SpyglassError} There is no one frame of it.
 */
export function nwbFrame(rows: readonly Row[]): Frame {
  return isRawPosition(rows) ? rawPositionFrame(rows) : rowFrame(rows[0]!);
}

/**
 * Makes the frame: of a position's objects its coordinates, angle and velocity; of a series its channels; of a table
 * the table. Time comes first.
 *
 * @throws {SpyglassError} The row has nothing of these, or several.
 */
function rowFrame(row: Row): Frame {
  const opened = row as NwbRow;
  for (const prefix of ["", "head_"]) {
    if (NAMES.every((name) => isGroup(opened[prefix + name]))) {
      return positionFrame(opened, prefix);
    }
  }
  const values = Object.values(opened).filter((value) =>
    value instanceof TimeSeries || value instanceof Frame
  );
  if (values.length === 1) {
    const [value] = values;
    return value instanceof Frame ? value : channelFrame(value as TimeSeries);
  }
  throw new SpyglassError(
    `Cannot make one frame of this row: found ${values.length} series and tables in it (${
      Object.keys(opened).join(", ")
    }), wanted one, or a position; use fetchNwb() and choose`,
  );
}

const NAMES = ["position", "orientation", "velocity"];

interface NwbGroup {
  readonly object_id: string;
  readonly children: readonly string[];
}

function isGroup(value: unknown): value is NwbGroup {
  return typeof value === "object" && value !== null && "children" in value &&
    "object_id" in value;
}

function positionFrame(row: NwbRow, prefix: string): Frame {
  const { nwb } = row;
  const of = (name: string, child?: string) =>
    seriesIn(nwb, row[prefix + name] as NwbGroup, child);
  const position = of("position")!;
  const columns: FrameColumns = {
    time: Array.from(position.timestamps()),
  };
  const frames = of("velocity", "video_frame_ind");
  // Of upsampled positions the frames' numbers are those before.
  if (prefix === "" && frames !== null && frames.length === position.length) {
    columns.video_frame_ind = columnOf(frames, 0).map(Math.trunc);
  }
  columns[`${prefix}position_x`] = columnOf(position, 0);
  columns[`${prefix}position_y`] = columnOf(position, 1);
  columns[`${prefix}orientation`] = columnOf(of("orientation")!, 0);
  const velocity = of("velocity", `${prefix}velocity`) ?? of("velocity")!;
  columns[`${prefix}velocity_x`] = columnOf(velocity, 0);
  columns[`${prefix}velocity_y`] = columnOf(velocity, 1);
  columns[`${prefix}speed`] = columnOf(velocity, 2);
  return plainFrame(columns, `${position.path} of ${nwb.path}`);
}

function seriesIn(
  nwb: NwbFile,
  group: NwbGroup,
  child: string | undefined,
): TimeSeries | null {
  const name = child ?? group.children[0];
  if (name === undefined || !group.children.includes(name)) return null;
  return nwb.series(`${nwb.objects().get(group.object_id)}/${name}`);
}

/** As pandas numbers them: `time`, then 0, 1, 2 … */
function channelFrame(series: TimeSeries): Frame {
  const width = series.shape[1] ?? 1;
  const columns: FrameColumns = { time: Array.from(series.timestamps()) };
  const names = Array.from({ length: width }, (_, at) => String(at));
  const all = columnsOf(series, width);
  names.forEach((name, at) => columns[name] = all[at]!);
  // An object has names that are numbers before all others, whatever the order they came in.
  return plainFrame(columns, series.path).select("time", ...names) as Frame;
}

function columnOf(series: TimeSeries, at: number): number[] {
  return columnsOf(series, series.shape[1] ?? 1)[at]!;
}
