/**
 * The demo session: its names, sizes and identifiers. Everything else of the demo is made from these.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** What the tutorial and its tests need to know of the demo. */
export const DEMO = {
  /** The session's name: its files' common beginning, and its folder among the analysis files. */
  session: "minirec20230622",
  /** The file as recorded. */
  originalFileName: "minirec20230622.nwb",
  /** The copy that the database names: it only links to the original's voltages. */
  nwbFileName: "minirec20230622_.nwb",
  /** Analysis file with the units of the sorting. */
  sortingFileName: "minirec20230622_K7Q2VD8MXA.nwb",
  /** Analysis file with position, orientation and velocity. */
  positionFileName: "minirec20230622_T5H9RWJ3ZC.nwb",
  electrodeGroups: 32,
  electrodesPerGroup: 4,
  /** Start of the recording: ISO 8601, and seconds since 1970. */
  start: "2023-06-22T11:00:00+00:00",
  startSeconds: 1687431600,
  /** Length of the recording in seconds. */
  seconds: 2,
  /** Voltages a second. */
  samplingRate: 1000,
  /** Video frames a second. */
  frameRate: 30,
  probe: "tetrode_12.5",
  region: "hippocampus",
  positionParams: "single_led",
  sortingId: "6f1d3c52-8a4e-4b6f-9c0d-2b7e51a4d801",
  recordingId: "b2c84e17-53f9-4d2a-8e61-7c90f3a6d502",
} as const;

/** Number of the session's electrodes. */
export const ELECTRODES = DEMO.electrodeGroups * DEMO.electrodesPerGroup;

/** Paths of the demo's files below the base directory, in the order in which they are made. */
export const DEMO_FILES = {
  original: `raw/${DEMO.originalFileName}`,
  copy: `raw/${DEMO.nwbFileName}`,
  sorting: `analysis/${DEMO.session}/${DEMO.sortingFileName}`,
  position: `analysis/${DEMO.session}/${DEMO.positionFileName}`,
} as const;

/** The `object_id`s that the database's rows name. */
export const OBJECT_IDS = {
  raw: objectIdOf("/acquisition/e-series"),
  rawPosition: objectIdOf("/processing/behavior/position/series_0"),
  units: objectIdOf("/units"),
  recording: objectIdOf("/recording"),
  recordingElectrodes: objectIdOf("/recording/electrodes"),
  position: objectIdOf("/scratch/Position"),
  orientation: objectIdOf("/scratch/CompassDirection"),
  velocity: objectIdOf("/scratch/BehavioralTimeSeries"),
} as const;

/** The same identifier for the same path in every run, so that files and rows agree. */
export function objectIdOf(path: string): string {
  const hex = createHash("md5").update(DEMO.session + path).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `3${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}
