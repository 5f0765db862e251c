/**
 * The rows of the demo session, table by table.
 *
 * @module
 */
import { ndArray } from "../blob/array.ts";
import { encodeBlob } from "../blob/encode.ts";
import { float } from "../blob/python.ts";
import { fullName } from "../sql/identifier.ts";
import type { Row, RowsOf } from "./row.ts";
import { recordingRows } from "./recording_rows.ts";
import { DEMO, OBJECT_IDS } from "./session.ts";
import { fullNameOf, PEOPLE, SESSION, SUBJECT } from "./people.ts";
import { externalRow, hashOfPath, type StoredFile } from "./store.ts";

/** What the rows depend on, beside the session's constants. */
export interface RowFacts {
  /** The number that the brain region has, or gets, in this database. */
  readonly regionId: number;
  /** Size and checksum of each file that the database names. */
  readonly files: Readonly<
    Record<"copy" | "sorting" | "position", StoredFile>
  >;
}

/** Full name of each table → its rows of the demo. */
export function demoRows(facts: RowFacts): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, readonly Row[]>();
  for (
    const part of [
      recordingRows(facts.regionId),
      fileRows(facts),
      labRows(),
      sessionRows(),
      positionRows(),
      preparationRows(),
      sortingRows(),
    ]
  ) {
    for (const [schema, tables] of Object.entries(part)) {
      for (const [table, list] of Object.entries(tables)) {
        rows.set(fullName(schema, table), list);
      }
    }
  }
  return rows;
}

/** Bytes of a UUID column. */
function uuidBytes(uuid: string): Uint8Array {
  return Uint8Array.fromHex(uuid.replaceAll("-", ""));
}

const FILE = { nwb_file_name: DEMO.nwbFileName };
const RAW_INTERVAL = "raw data valid times";
const POSITION_INTERVAL = "pos 0 valid times";

function fileRows({ files }: RowFacts): RowsOf {
  return {
    common_nwbfile: {
      "~external_raw": [externalRow(files.copy)],
      "~external_analysis": [
        externalRow(files.sorting),
        externalRow(files.position),
      ],
      nwbfile: [{ ...FILE, nwb_file_abs_path: hashOfPath(files.copy.path) }],
      analysis_nwbfile: [files.sorting, files.position].map(({ path }) => ({
        analysis_file_name: path.slice(path.lastIndexOf("/") + 1),
        ...FILE,
        analysis_file_abs_path: hashOfPath(path),
        analysis_file_description: "",
        analysis_parameters: null,
      })),
    },
  };
}

function labRows(): RowsOf {
  return {
    common_lab: {
      institution: [{ institution_name: SESSION.institution_name }],
      lab: [{ lab_name: SESSION.lab_name }],
      lab_member: PEOPLE.map((one) => ({
        lab_member_name: fullNameOf(one),
        ...one,
      })),
      lab_team: PEOPLE.map((one) => ({
        team_name: fullNameOf(one),
        team_description: "personal team",
      })),
      lab_team__lab_team_member: PEOPLE.map((one) => ({
        team_name: fullNameOf(one),
        lab_member_name: fullNameOf(one),
      })),
    },
  };
}

function sessionRows(): RowsOf {
  const time = DEMO.start.slice(0, 19).replace("T", " ");
  return {
    common_subject: { subject: [SUBJECT] },
    common_session: {
      _session: [{
        ...FILE,
        subject_id: SUBJECT.subject_id,
        session_id: DEMO.session,
        ...SESSION,
        session_start_time: time,
        timestamps_reference_time: time,
      }],
      _session__data_acquisition_device: [{
        ...FILE,
        data_acquisition_device_name: "dataacq_device0",
      }],
      _session__experimenter: PEOPLE.map((one) => ({
        ...FILE,
        lab_member_name: fullNameOf(one),
      })),
    },
    common_interval: { interval_list: intervals() },
  };
}

function intervals(): Row[] {
  const end = (rate: number) => DEMO.startSeconds + DEMO.seconds - 1 / rate;
  return ([
    ["01_s1", DEMO.startSeconds + DEMO.seconds, ""],
    [POSITION_INTERVAL, end(DEMO.frameRate), "position"],
    [RAW_INTERVAL, end(DEMO.samplingRate), ""],
  ] as const).map(([name, stop, pipeline]) => ({
    ...FILE,
    interval_list_name: name,
    valid_times: blob(
      ndArray(Float64Array.of(DEMO.startSeconds, stop), [1, 2]),
    ),
    pipeline,
  }));
}

function positionRows(): RowsOf {
  const key = { ...FILE, interval_list_name: POSITION_INTERVAL };
  const selection = { ...key, trodes_pos_params_name: DEMO.positionParams };
  return {
    common_behav: {
      position_source: [{ ...key, source: "imported", import_file_name: "" }],
      position_source__spatial_series: [{ ...key, id: 0, name: "series_0" }],
      _raw_position: [key],
      _raw_position__pos_object: [{
        ...key,
        id: 0,
        raw_position_object_id: OBJECT_IDS.rawPosition,
      }],
    },
    position_v1_trodes_position: {
      trodes_pos_params: [DEMO.positionParams, "default"].map((name) => ({
        trodes_pos_params_name: name,
        params: blob(POSITION_PARAMS),
      })),
      trodes_pos_selection: [selection],
      __trodes_pos_v1: [{
        ...selection,
        analysis_file_name: DEMO.positionFileName,
        position_object_id: OBJECT_IDS.position,
        orientation_object_id: OBJECT_IDS.orientation,
        velocity_object_id: OBJECT_IDS.velocity,
      }],
    },
  };
}

const RECORDING = { recording_id: uuidBytes(DEMO.recordingId) };
const RAW_TIMES = { ...FILE, interval_list_name: RAW_INTERVAL };
const SORTING_FILE = { analysis_file_name: DEMO.sortingFileName };

/** The recording that is sorted: the first sort group's. */
function preparationRows(): RowsOf {
  return {
    spikesorting_v1_recording: {
      "#spike_sorting_preprocessing_parameters": [{
        preproc_param_name: "demo",
        preproc_params: blob({
          frequency_min: 60,
          frequency_max: 450,
          margin_ms: 5,
          seed: 0,
        }),
      }],
      spike_sorting_recording_selection: [{
        ...RECORDING,
        ...RAW_TIMES,
        sort_group_id: 0,
        preproc_param_name: "demo",
        team_name: fullNameOf(PEOPLE[0]),
      }],
      __spike_sorting_recording: [{
        ...RECORDING,
        ...SORTING_FILE,
        object_id: OBJECT_IDS.recording,
        electrodes_id: OBJECT_IDS.recordingElectrodes,
        hash: null,
      }],
    },
  };
}

function sortingRows(): RowsOf {
  const sorting = { sorting_id: uuidBytes(DEMO.sortingId) };
  const sorter = { sorter: SORTER, sorter_param_name: "demo" };
  return {
    spikesorting_v1_sorting: {
      "#spike_sorter_parameters": [
        { ...sorter, sorter_params: blob(SORTER_PARAMS) },
        {
          ...sorter,
          sorter_param_name: "demo_sensitive",
          sorter_params: blob({
            ...SORTER_PARAMS,
            detect_threshold: float(60),
          }),
        },
      ],
      spike_sorting_selection: [{
        ...sorting,
        ...RECORDING,
        ...sorter,
        ...RAW_TIMES,
      }],
      __spike_sorting: [{
        ...sorting,
        ...SORTING_FILE,
        object_id: OBJECT_IDS.units,
        time_of_sort: DEMO.startSeconds + 86400,
      }],
    },
    spikesorting_v1_curation: {
      curation_v1: [0, 1].map((id) => ({
        ...sorting,
        curation_id: id,
        parent_curation_id: id - 1,
        ...SORTING_FILE,
        object_id: OBJECT_IDS.units,
        merges_applied: 0,
        description: id === 0 ? "as sorted" : "looked through by hand",
      })),
    },
  };
}

const SORTER = "clusterless_thresholder";

const SORTER_PARAMS = {
  detect_threshold: float(100),
  peak_sign: "neg",
  local_radius_um: 100,
  noise_levels: Float64Array.of(1),
  outputs: "sorting",
};

const POSITION_PARAMS = {
  max_LED_separation: float(9),
  max_plausible_speed: float(300),
  position_smoothing_duration: 0.125,
  speed_smoothing_std_dev: 0.1,
  orient_smoothing_std_dev: 0.001,
  led1_is_front: 1,
  is_upsampled: 0,
  upsampling_sampling_rate: null,
  upsampling_interpolation_method: "linear",
};

/** Not compressed: the same bytes whatever the zlib. */
function blob(value: unknown): Uint8Array {
  return encodeBlob(value, { compress: false });
}
