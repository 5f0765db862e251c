/**
 * Tables of the demo database: position tracking.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const POSITION_TABLES: readonly DemoTable[] = [
  {
    schema: "common_behav",
    name: "position_source",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      ["source", "varchar(200) not null", "source of data (e.g., trodes, dlc)"],
      [
        "import_file_name",
        "varchar(2000) not null",
        "path to import file if importing",
      ],
    ],
    primaryKey: ["nwb_file_name", "interval_list_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
      {
        to: ["common_interval", "interval_list"],
        by: ["nwb_file_name", "interval_list_name"],
      },
    ],
  },
  {
    schema: "common_behav",
    name: "_raw_position",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
    ],
    primaryKey: ["nwb_file_name", "interval_list_name"],
    references: [
      {
        to: ["common_behav", "position_source"],
        by: ["nwb_file_name", "interval_list_name"],
      },
    ],
  },
  {
    schema: "common_behav",
    name: "position_source__spatial_series",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      ["id", "int unsigned not null default 0", "index of spatial series"],
      ["name", "varchar(32)", "name of spatial series"],
    ],
    primaryKey: ["nwb_file_name", "interval_list_name", "id"],
    references: [
      {
        to: ["common_behav", "position_source"],
        by: ["nwb_file_name", "interval_list_name"],
      },
    ],
  },
  {
    schema: "common_behav",
    name: "_raw_position__pos_object",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      ["id", "int unsigned not null", "index of spatial series"],
      [
        "raw_position_object_id",
        "varchar(40) not null",
        "id of spatial series in NWB file",
      ],
    ],
    primaryKey: ["nwb_file_name", "interval_list_name", "id"],
    references: [
      {
        to: ["common_behav", "_raw_position"],
        by: ["nwb_file_name", "interval_list_name"],
      },
      {
        to: ["common_behav", "position_source__spatial_series"],
        by: ["nwb_file_name", "interval_list_name", "id"],
      },
    ],
  },
  {
    schema: "position_v1_trodes_position",
    name: "trodes_pos_params",
    columns: [
      [
        "trodes_pos_params_name",
        "varchar(80) not null",
        "name for this set of parameters",
      ],
      ["params", "longblob not null"],
    ],
    primaryKey: ["trodes_pos_params_name"],
  },
  {
    schema: "position_v1_trodes_position",
    name: "trodes_pos_selection",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      [
        "trodes_pos_params_name",
        "varchar(80) not null",
        "name for this set of parameters",
      ],
    ],
    primaryKey: [
      "nwb_file_name",
      "interval_list_name",
      "trodes_pos_params_name",
    ],
    references: [
      {
        to: ["common_behav", "_raw_position"],
        by: ["nwb_file_name", "interval_list_name"],
      },
      {
        to: ["position_v1_trodes_position", "trodes_pos_params"],
        by: ["trodes_pos_params_name"],
      },
    ],
  },
  {
    schema: "position_v1_trodes_position",
    name: "__trodes_pos_v1",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      [
        "trodes_pos_params_name",
        "varchar(80) not null",
        "name for this set of parameters",
      ],
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
      ["position_object_id", "varchar(80) not null"],
      ["orientation_object_id", "varchar(80) not null"],
      ["velocity_object_id", "varchar(80) not null"],
    ],
    primaryKey: [
      "nwb_file_name",
      "interval_list_name",
      "trodes_pos_params_name",
    ],
    references: [
      {
        to: ["position_v1_trodes_position", "trodes_pos_selection"],
        by: ["nwb_file_name", "interval_list_name", "trodes_pos_params_name"],
      },
      {
        to: ["common_nwbfile", "analysis_nwbfile"],
        by: ["analysis_file_name"],
      },
    ],
  },
];
