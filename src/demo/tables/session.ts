/**
 * Tables of the demo database: files, people, subjects and sessions.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const SESSION_TABLES: readonly DemoTable[] = [
  {
    schema: "common_nwbfile",
    name: "~external_raw",
    comment: "external storage tracking",
    columns: [
      [
        "hash",
        "binary(16) not null",
        ":uuid:hash of contents (blob), of filename + contents (attach), or relative filepath (filepath)",
      ],
      ["size", "bigint unsigned not null", "size of object in bytes"],
      ["attachment_name", "varchar(255)", "the filename of an attachment"],
      ["filepath", "varchar(1000)", "relative filepath or attachment filename"],
      ["contents_hash", "binary(16)", ":uuid:used for the filepath datatype"],
      [
        "timestamp",
        "timestamp not null default current_timestamp",
        "automatic timestamp",
      ],
    ],
    primaryKey: ["hash"],
  },
  {
    schema: "common_nwbfile",
    name: "~external_analysis",
    comment: "external storage tracking",
    columns: [
      [
        "hash",
        "binary(16) not null",
        ":uuid:hash of contents (blob), of filename + contents (attach), or relative filepath (filepath)",
      ],
      ["size", "bigint unsigned not null", "size of object in bytes"],
      ["attachment_name", "varchar(255)", "the filename of an attachment"],
      ["filepath", "varchar(1000)", "relative filepath or attachment filename"],
      ["contents_hash", "binary(16)", ":uuid:used for the filepath datatype"],
      [
        "timestamp",
        "timestamp not null default current_timestamp",
        "automatic timestamp",
      ],
    ],
    primaryKey: ["hash"],
  },
  {
    schema: "common_nwbfile",
    name: "nwbfile",
    comment: "Table for holding the NWB files.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["nwb_file_abs_path", "binary(16) not null", ":filepath@raw:"],
    ],
    primaryKey: ["nwb_file_name"],
    references: [
      {
        to: ["common_nwbfile", "~external_raw"],
        by: ["nwb_file_abs_path"],
        key: ["hash"],
      },
    ],
  },
  {
    schema: "common_subject",
    name: "subject",
    columns: [
      ["subject_id", "varchar(80) not null"],
      ["age", "varchar(200)"],
      ["description", "varchar(2000)"],
      ["genotype", "varchar(2000)"],
      ["sex", "enum('M','F','U') not null default 'U'"],
      ["species", "varchar(200)"],
    ],
    primaryKey: ["subject_id"],
  },
  {
    schema: "common_lab",
    name: "institution",
    columns: [
      ["institution_name", "varchar(80) not null"],
    ],
    primaryKey: ["institution_name"],
  },
  {
    schema: "common_lab",
    name: "lab",
    columns: [
      ["lab_name", "varchar(80) not null"],
    ],
    primaryKey: ["lab_name"],
  },
  {
    schema: "common_session",
    name: "_session",
    comment: "Table for holding experimental sessions.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["subject_id", "varchar(80)"],
      ["institution_name", "varchar(80)"],
      ["lab_name", "varchar(80)"],
      ["session_id", "varchar(200)"],
      ["session_description", "varchar(2000) not null"],
      ["session_start_time", "datetime not null"],
      ["timestamps_reference_time", "datetime not null"],
      ["experiment_description", "varchar(2000)"],
    ],
    primaryKey: ["nwb_file_name"],
    references: [
      { to: ["common_nwbfile", "nwbfile"], by: ["nwb_file_name"] },
      { to: ["common_subject", "subject"], by: ["subject_id"] },
      { to: ["common_lab", "institution"], by: ["institution_name"] },
      { to: ["common_lab", "lab"], by: ["lab_name"] },
    ],
  },
  {
    schema: "common_interval",
    name: "interval_list",
    comment: "Time intervals used for analysis",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      [
        "valid_times",
        "longblob not null",
        "numpy array with start/end times for each interval",
      ],
      ["pipeline", "varchar(64) not null default ''", "type of interval list"],
    ],
    primaryKey: ["nwb_file_name", "interval_list_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
    ],
  },
  {
    schema: "common_lab",
    name: "lab_member",
    columns: [
      ["lab_member_name", "varchar(80) not null"],
      ["first_name", "varchar(200) not null"],
      ["last_name", "varchar(200) not null"],
    ],
    primaryKey: ["lab_member_name"],
  },
  {
    schema: "common_lab",
    name: "lab_member__lab_member_info",
    comment: "Information about lab member in the context of Frank lab network",
    columns: [
      ["lab_member_name", "varchar(80) not null"],
      ["google_user_name", "varchar(200) not null", "For permission to curate"],
      [
        "datajoint_user_name",
        "varchar(200) not null default ''",
        "For permission to delete",
      ],
      ["admin", "tinyint(1) not null default 0", "Ignore permission checks"],
    ],
    primaryKey: ["lab_member_name"],
    unique: [["datajoint_user_name"], ["google_user_name"]],
    references: [
      { to: ["common_lab", "lab_member"], by: ["lab_member_name"] },
    ],
  },
  {
    schema: "common_lab",
    name: "lab_team",
    columns: [
      ["team_name", "varchar(80) not null"],
      ["team_description", "varchar(2000) not null default ''"],
    ],
    primaryKey: ["team_name"],
  },
  {
    schema: "common_lab",
    name: "lab_team__lab_team_member",
    columns: [
      ["team_name", "varchar(80) not null"],
      ["lab_member_name", "varchar(80) not null"],
    ],
    primaryKey: ["team_name", "lab_member_name"],
    references: [
      { to: ["common_lab", "lab_team"], by: ["team_name"] },
      { to: ["common_lab", "lab_member"], by: ["lab_member_name"] },
    ],
  },
  {
    schema: "common_nwbfile",
    name: "analysis_nwbfile",
    comment: "Custom table for NWB files that contain results of analysis.",
    columns: [
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "analysis_file_abs_path",
        "binary(16) not null",
        ":filepath@analysis:the full path to the file",
      ],
      [
        "analysis_file_description",
        "varchar(2000) not null default ''",
        "an optional description of this analysis",
      ],
      [
        "analysis_parameters",
        "blob",
        "additional relevant parameters. Currently used only for analyses",
      ],
    ],
    primaryKey: ["analysis_file_name"],
    references: [
      { to: ["common_nwbfile", "nwbfile"], by: ["nwb_file_name"] },
      {
        to: ["common_nwbfile", "~external_analysis"],
        by: ["analysis_file_abs_path"],
        key: ["hash"],
      },
    ],
  },
  {
    schema: "common_session",
    name: "_session__data_acquisition_device",
    comment:
      "Part table linking Session to multiple DataAcquisitionDevice entries.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["data_acquisition_device_name", "varchar(80) not null"],
    ],
    primaryKey: ["nwb_file_name", "data_acquisition_device_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
      {
        to: ["common_device", "data_acquisition_device"],
        by: ["data_acquisition_device_name"],
      },
    ],
  },
  {
    schema: "common_session",
    name: "_session__experimenter",
    comment: "Part table linking Session to multiple LabMember entries.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      ["lab_member_name", "varchar(80) not null"],
    ],
    primaryKey: ["nwb_file_name", "lab_member_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
      { to: ["common_lab", "lab_member"], by: ["lab_member_name"] },
    ],
  },
];
