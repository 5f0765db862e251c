/**
 * Tables of the demo database: spike sorting.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const SPIKESORTING_TABLES: readonly DemoTable[] = [
  {
    schema: "spikesorting_v1_recording",
    name: "sort_group",
    comment: "Set of electrodes to spike sort together",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["sort_group_id", "int not null"],
      [
        "sort_reference_electrode_id",
        "int not null default -1",
        "the electrode to use for referencing",
      ],
    ],
    primaryKey: ["nwb_file_name", "sort_group_id"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
    ],
  },
  {
    schema: "spikesorting_v1_recording",
    name: "#spike_sorting_preprocessing_parameters",
    comment: "Parameters for denoising a recording prior to spike sorting.",
    columns: [
      ["preproc_param_name", "varchar(200) not null"],
      ["preproc_params", "blob not null"],
    ],
    primaryKey: ["preproc_param_name"],
  },
  {
    schema: "spikesorting_v1_recording",
    name: "spike_sorting_recording_selection",
    comment:
      "Raw voltage traces and parameters. Use `insert_selection` method to insert rows.",
    columns: [
      ["recording_id", "binary(16) not null", ":uuid:"],
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["sort_group_id", "int not null"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      ["preproc_param_name", "varchar(200) not null"],
      ["team_name", "varchar(80) not null"],
    ],
    primaryKey: ["recording_id"],
    references: [
      { to: ["common_ephys", "_raw"], by: ["nwb_file_name"] },
      {
        to: ["spikesorting_v1_recording", "sort_group"],
        by: ["nwb_file_name", "sort_group_id"],
      },
      {
        to: ["common_interval", "interval_list"],
        by: ["nwb_file_name", "interval_list_name"],
      },
      {
        to: [
          "spikesorting_v1_recording",
          "#spike_sorting_preprocessing_parameters",
        ],
        by: ["preproc_param_name"],
      },
      { to: ["common_lab", "lab_team"], by: ["team_name"] },
    ],
  },
  {
    schema: "spikesorting_v1_recording",
    name: "__spike_sorting_recording",
    comment: "Processed recording.",
    columns: [
      ["recording_id", "binary(16) not null", ":uuid:"],
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
      [
        "object_id",
        "varchar(40) not null",
        "Object ID for the processed recording in NWB file",
      ],
      [
        "electrodes_id",
        "varchar(40)",
        "Object ID for the processed electrodes",
      ],
      ["hash", "varchar(32)", "Hash of the NWB file"],
    ],
    primaryKey: ["recording_id"],
    references: [
      {
        to: ["spikesorting_v1_recording", "spike_sorting_recording_selection"],
        by: ["recording_id"],
      },
      {
        to: ["common_nwbfile", "analysis_nwbfile"],
        by: ["analysis_file_name"],
      },
    ],
  },
  {
    schema: "spikesorting_v1_sorting",
    name: "#spike_sorter_parameters",
    comment: "Spike sorting algorithm and associated parameters.",
    columns: [
      ["sorter", "varchar(200) not null"],
      ["sorter_param_name", "varchar(200) not null"],
      ["sorter_params", "blob not null"],
    ],
    primaryKey: ["sorter", "sorter_param_name"],
  },
  {
    schema: "spikesorting_v1_sorting",
    name: "spike_sorting_selection",
    comment:
      "Processed recording and spike sorting parameters. See `insert_selection`.",
    columns: [
      ["sorting_id", "binary(16) not null", ":uuid:"],
      ["recording_id", "binary(16) not null", ":uuid:"],
      ["sorter", "varchar(200) not null"],
      ["sorter_param_name", "varchar(200) not null"],
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
    ],
    primaryKey: ["sorting_id"],
    references: [
      {
        to: ["spikesorting_v1_recording", "__spike_sorting_recording"],
        by: ["recording_id"],
      },
      {
        to: ["spikesorting_v1_sorting", "#spike_sorter_parameters"],
        by: ["sorter", "sorter_param_name"],
      },
      {
        to: ["common_interval", "interval_list"],
        by: ["nwb_file_name", "interval_list_name"],
      },
    ],
  },
  {
    schema: "spikesorting_v1_sorting",
    name: "__spike_sorting",
    columns: [
      ["sorting_id", "binary(16) not null", ":uuid:"],
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
      [
        "object_id",
        "varchar(40) not null",
        "Object ID for the sorting in NWB file",
      ],
      ["time_of_sort", "int not null", "in Unix time, to the nearest second"],
    ],
    primaryKey: ["sorting_id"],
    references: [
      {
        to: ["spikesorting_v1_sorting", "spike_sorting_selection"],
        by: ["sorting_id"],
      },
      {
        to: ["common_nwbfile", "analysis_nwbfile"],
        by: ["analysis_file_name"],
      },
    ],
  },
  {
    schema: "spikesorting_v1_curation",
    name: "curation_v1",
    comment:
      "Curation of a SpikeSorting. Use `insert_curation` to insert rows.",
    columns: [
      ["sorting_id", "binary(16) not null", ":uuid:"],
      ["curation_id", "int not null default 0"],
      ["parent_curation_id", "int not null default -1"],
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
      ["object_id", "varchar(72) not null"],
      ["merges_applied", "tinyint(1) not null"],
      ["description", "varchar(100) not null"],
    ],
    primaryKey: ["sorting_id", "curation_id"],
    references: [
      {
        to: ["spikesorting_v1_sorting", "__spike_sorting"],
        by: ["sorting_id"],
      },
      {
        to: ["common_nwbfile", "analysis_nwbfile"],
        by: ["analysis_file_name"],
      },
    ],
  },
  {
    schema: "spikesorting_v1_recording",
    name: "sort_group__sort_group_electrode",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["sort_group_id", "int not null"],
      [
        "electrode_group_name",
        "varchar(80) not null",
        "electrode group name from NWBFile",
      ],
      ["electrode_id", "int not null", "the unique number for this electrode"],
    ],
    primaryKey: [
      "nwb_file_name",
      "sort_group_id",
      "electrode_group_name",
      "electrode_id",
    ],
    references: [
      {
        to: ["spikesorting_v1_recording", "sort_group"],
        by: ["nwb_file_name", "sort_group_id"],
      },
      {
        to: ["common_ephys", "_electrode"],
        by: ["nwb_file_name", "electrode_group_name", "electrode_id"],
      },
    ],
  },
];
