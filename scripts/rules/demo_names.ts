/**
 * Names of the demo's tables and schemas. What works on them only by name would work on nothing else, so they occur
 * in the demo and in the adapter to Spyglass' own tables, and nowhere else in src/.
 *
 * Names that are plain words too (session, subject, raw, lab, probe …) are left out: they would find the wrong thing.
 *
 * @module
 */

/** Prefixes of Spyglass' schemas, and of the columns of its parameter tables. */
const SCHEMAS =
  "(?:common|spikesorting|position_v1|lfp|decoding|trodes)_[a-z0-9_]+";

/** Matches one of the names, in the database's spelling or as a class. */
export const DEMO_NAME: RegExp = pattern();

function pattern(): RegExp {
  const snake = demoTables();
  const camel = snake.map((name) =>
    name.replace(
      /(?:^|_)([a-z0-9])/g,
      (_, letter: string) => letter.toUpperCase(),
    )
  );
  const names = [...snake, ...camel].join("|");
  return new RegExp(
    `(?<![A-Za-z0-9])_{0,2}(?:${names}|${SCHEMAS})(?![A-Za-z0-9])`,
    "g",
  );
}

function demoTables(): string[] {
  return `analysis_nwbfile brain_region curation_v1 data_acquisition_device
    data_acquisition_device_amplifier data_acquisition_device_system electrode electrode_group interval_list
    lab_member lab_team lab_team_member nwbfile pos_object position_source probe_type raw_position sort_group
    sort_group_electrode spatial_series spike_sorter_parameters spike_sorting spike_sorting_preprocessing_parameters
    spike_sorting_recording spike_sorting_recording_selection spike_sorting_selection trodes_pos_params
    trodes_pos_selection trodes_pos_v1 minirec20230622`.split(/\s+/);
}
