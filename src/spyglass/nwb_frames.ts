/**
 * What frame Spyglass' tables make of a row's NWB objects (their `fetch1_dataframe`).
 *
 * @module
 */
import { fullName } from "../sql/identifier.ts";

/** What positions are computed with. */
export const POSITION_PARAMS = fullName(
  "position_v1_trodes_position",
  "trodes_pos_params",
);
/** The key of {@linkcode POSITION_PARAMS}. */
export const POSITION_PARAMS_NAME = "trodes_pos_params_name";

/** A series in one of a row's objects, and the columns that it becomes. */
export interface FramePart {
  /** What `fetchNwb` calls the object. */
  readonly object: string;
  /** The name of the series in it; without one its only series is taken. */
  readonly series?: string;
  /** One a dimension of the series' rows. */
  readonly columns: readonly string[];
  /** True where the columns are left out when the rows are of other times than the series. */
  readonly isOptional?: boolean;
  /** True for whole numbers, which are cut off where the file has others. */
  readonly isInteger?: boolean;
}

/** A frame put together from several series; its times are those of `times`. */
export interface FrameShape {
  readonly times: string;
  /** In the order of the columns. */
  readonly parts: readonly FramePart[];
}

/** Frames of rows with several objects, or with objects that hold series. */
export const FRAME_SHAPES: readonly FrameShape[] = [
  // `TrodesPosV1`, whose upsampled positions have no frames, and `DLCPosV1`.
  {
    times: "position",
    parts: [
      { ...frames("velocity"), isOptional: true },
      { object: "position", columns: ["position_x", "position_y"] },
      { object: "orientation", columns: ["orientation"] },
      velocity("velocity", "velocity", ""),
    ],
  },
  // `IntervalPositionInfo`.
  {
    times: "head_position",
    parts: [
      {
        object: "head_position",
        columns: ["head_position_x", "head_position_y"],
      },
      { object: "head_orientation", columns: ["head_orientation"] },
      velocity("head_velocity", "head_velocity", "head_"),
    ],
  },
  // `DLCCentroid`.
  {
    times: "dlc_position",
    parts: [
      frames("dlc_velocity"),
      { object: "dlc_position", columns: ["position_x", "position_y"] },
      velocity("dlc_velocity", "velocity", ""),
    ],
  },
  // `DLCOrientation`.
  {
    times: "dlc_orientation",
    parts: [{ object: "dlc_orientation", columns: ["orientation"] }],
  },
  // `DLCSmoothInterp`, `DLCSmoothInterpCohort.BodyPart`.
  {
    times: "dlc_smooth_interp_position",
    parts: [
      frames("dlc_smooth_interp_info"),
      { object: "dlc_smooth_interp_position", columns: ["x", "y"] },
    ],
  },
  // `DLCPoseEstimation.BodyPart`.
  {
    times: "dlc_pose_estimation_position",
    parts: [
      frames("dlc_pose_estimation_likelihood"),
      { object: "dlc_pose_estimation_position", columns: ["x", "y"] },
      {
        object: "dlc_pose_estimation_likelihood",
        series: "likelihood",
        columns: ["likelihood"],
      },
    ],
  },
];

/**
 * The columns of a row's only series, where they have names of their own; elsewhere they are numbered.
 *
 * @param object What `fetchNwb` calls the series.
 */
export function seriesColumns(
  object: string,
  description: string,
  width: number,
): string[] | null {
  if (object === "sensor_data") {
    return description.split(/\s+/).filter((word) =>
      !["", "time", "timestamps"].includes(word)
    );
  }
  if (object !== "marks") return null;
  return Array.from(
    { length: width },
    (_, at) => `amplitude_${String(at).padStart(4, "0")}`,
  );
}

/** Tables whose rows are told apart by their time, not by their number. */
export const TABLES_BY_TIME: ReadonlySet<string> = new Set([
  "linearized_position",
  "marks_indicator",
  "moseq",
  "spike_indicator",
]);

function frames(object: string): FramePart {
  const name = "video_frame_ind";
  return { object, series: name, columns: [name], isInteger: true };
}

function velocity(object: string, series: string, prefix: string): FramePart {
  const columns = ["velocity_x", "velocity_y", "speed"]
    .map((name) => prefix + name);
  return { object, series, columns };
}
