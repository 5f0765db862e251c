/**
 * Tables of the demo database: the log of exports.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const USAGE_TABLES: readonly DemoTable[] = [
  {
    schema: "common_usage",
    name: "export_selection",
    columns: [
      ["export_id", "int not null auto_increment"],
      ["paper_id", "varchar(32) not null"],
      ["analysis_id", "varchar(32) not null"],
      ["spyglass_version", "varchar(16) not null"],
      ["time", "timestamp not null default current_timestamp"],
    ],
    primaryKey: ["export_id"],
    unique: [["paper_id", "analysis_id"]],
  },
  {
    schema: "common_usage",
    name: "__export",
    columns: [
      ["export_id", "int not null"],
      ["paper_id", "varchar(32) not null"],
      [
        "included_nwb_file_names",
        "mediumblob",
        "list of nwb files included in export",
      ],
    ],
    primaryKey: ["export_id"],
    references: [
      { to: ["common_usage", "export_selection"], by: ["export_id"] },
    ],
  },
  {
    schema: "common_usage",
    name: "__export__file",
    columns: [
      ["export_id", "int not null"],
      ["file_id", "int not null"],
      ["file_path", "varchar(255) not null"],
    ],
    primaryKey: ["export_id", "file_id"],
    references: [
      { to: ["common_usage", "__export"], by: ["export_id"] },
    ],
  },
  {
    schema: "common_usage",
    name: "__export__table",
    columns: [
      ["export_id", "int not null"],
      ["table_id", "int not null"],
      ["table_name", "varchar(128) not null"],
      ["restriction", "mediumblob not null"],
    ],
    primaryKey: ["export_id", "table_id"],
    unique: [["export_id", "table_name"]],
    references: [
      { to: ["common_usage", "__export"], by: ["export_id"] },
    ],
  },
  {
    schema: "common_usage",
    name: "export_selection__file",
    columns: [
      ["export_id", "int not null"],
      ["analysis_file_name", "varchar(64) not null", "name of the file"],
    ],
    primaryKey: ["export_id", "analysis_file_name"],
    references: [
      { to: ["common_usage", "export_selection"], by: ["export_id"] },
      {
        to: ["common_nwbfile", "analysis_nwbfile"],
        by: ["analysis_file_name"],
      },
    ],
  },
  {
    schema: "common_usage",
    name: "export_selection__table",
    columns: [
      ["export_id", "int not null"],
      ["table_id", "int not null"],
      ["table_name", "varchar(128) not null"],
      ["restriction", "varchar(2048) not null"],
    ],
    primaryKey: ["export_id", "table_id"],
    references: [
      { to: ["common_usage", "export_selection"], by: ["export_id"] },
    ],
  },
];
