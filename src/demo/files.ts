/**
 * The demo's NWB files, written with the HDF5 library: the same bytes in every run.
 *
 * @module
 */
import { join } from "node:path";
import { File, type Group } from "h5wasm";
import { hdf5ForWriting } from "../nwb/hdf5/hdf5_writing.ts";
import { DEMO, DEMO_FILES, ELECTRODES } from "./session.ts";
import {
  light,
  orientations,
  positions,
  spikeTimes,
  times,
  velocities,
  voltages,
} from "./signal.ts";
import {
  core,
  describe,
  hdmf,
  identify,
  raggedColumn,
  series,
  setReference,
  typed,
} from "./nwb/writer.ts";
import { writeSession } from "./nwb/session_part.ts";

/** Key of a file in {@link DEMO_FILES}. */
export type DemoFile = keyof typeof DEMO_FILES;

/**
 * Makes the bytes of the demo's files.
 *
 * @returns The bytes by file.
 */
export async function demoFiles(): Promise<Record<DemoFile, Uint8Array>> {
  await hdf5ForWriting();
  const folder = await Deno.makeTempDir({ prefix: "spyglass-demo-" });
  try {
    // The library writes files only, and stamps them with the time of day.
    return withClockAt(DEMO.startSeconds * 1000, () => ({
      original: written(folder, DEMO.originalFileName, writeOriginal),
      copy: written(folder, DEMO.nwbFileName, writeCopy),
      sorting: written(folder, DEMO.sortingFileName, writeSorting),
      position: written(folder, DEMO.positionFileName, writePosition),
    }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs `work` while the clock stands still. `work` must not wait for anything. */
function withClockAt<T>(milliseconds: number, work: () => T): T {
  const now = Date.now;
  Date.now = () => milliseconds;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

function written(
  folder: string,
  name: string,
  write: (file: File) => void,
): Uint8Array {
  const path = join(folder, name);
  const file = new File(path, "w");
  try {
    writeSession(file, name);
    write(file);
  } finally {
    file.close();
  }
  return Deno.readFileSync(path);
}

function writeOriginal(file: File): void {
  writeVoltages(file);
  writeBehavior(file);
}

function writeCopy(file: File): void {
  (file.get("acquisition") as Group).create_external_link(
    DEMO.originalFileName,
    "/acquisition/e-series",
    "e-series",
  );
  writeBehavior(file);
}

function writeVoltages(file: File): void {
  const group = series(file.get("acquisition") as Group, "e-series", {
    type: "ElectricalSeries",
    description: "voltages of all electrodes",
    unit: "volts",
    conversion: 1.95e-7,
    data: voltages(),
    times: times(DEMO.samplingRate),
  });
  const region = group.create_dataset({
    name: "electrodes",
    data: Int32Array.from({ length: ELECTRODES }, (_, electrode) => electrode),
  });
  describe(region, hdmf("DynamicTableRegion"), {
    description: "the electrode of each column",
  });
  setReference(
    region,
    "table",
    file.get("general/extracellular_ephys/electrodes") as Group,
  );
}

function writeBehavior(file: File): void {
  const behavior = typed(
    file.get("processing") as Group,
    "behavior",
    core("ProcessingModule"),
    { description: "what the video shows" },
  );
  series(typed(behavior, "position", core("Position")), "series_0", {
    type: "SpatialSeries",
    description: "x and y of a light on the head",
    unit: "meters",
    conversion: 0.01,
    data: light(),
    times: times(DEMO.frameRate),
    referenceFrame: REFERENCE_FRAME,
  });
}

function writeSorting(file: File): void {
  const rows = spikeTimes();
  const units = typed(file, "units", core("Units"), {
    description: "units of the first sort group",
    colnames: ["spike_times"],
  });
  identify(units, rows.length);
  raggedColumn(units, "spike_times", "times of the unit's spikes", rows);
}

function writePosition(file: File): void {
  const scratch = file.create_group("scratch");
  const frame = { times: times(DEMO.frameRate), conversion: 0.01 };
  series(typed(scratch, "Position", core("Position")), "position", {
    ...frame,
    type: "SpatialSeries",
    description: "x_position, y_position",
    unit: "meters",
    data: positions(),
    referenceFrame: REFERENCE_FRAME,
  });
  series(
    typed(scratch, "CompassDirection", core("CompassDirection")),
    "orientation",
    {
      ...frame,
      type: "SpatialSeries",
      description: "orientation",
      unit: "radians",
      conversion: 1,
      data: orientations(),
      referenceFrame: REFERENCE_FRAME,
    },
  );
  series(
    typed(scratch, "BehavioralTimeSeries", core("BehavioralTimeSeries")),
    "velocity",
    {
      ...frame,
      type: "TimeSeries",
      description: "x_velocity, y_velocity, speed",
      unit: "m/s",
      data: velocities(),
    },
  );
}

const REFERENCE_FRAME = "upper left corner of the video frame";
