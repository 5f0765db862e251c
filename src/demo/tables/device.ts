/**
 * Tables of the demo database: recording devices, probes and brain regions.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const DEVICE_TABLES: readonly DemoTable[] = [
  {
    schema: "common_device",
    name: "data_acquisition_device_system",
    comment: "Known data acquisition device system names.",
    columns: [
      ["data_acquisition_device_system", "varchar(80) not null"],
    ],
    primaryKey: ["data_acquisition_device_system"],
  },
  {
    schema: "common_device",
    name: "data_acquisition_device_amplifier",
    comment: "Known data acquisition device amplifier names.",
    columns: [
      ["data_acquisition_device_amplifier", "varchar(80) not null"],
    ],
    primaryKey: ["data_acquisition_device_amplifier"],
  },
  {
    schema: "common_device",
    name: "data_acquisition_device",
    columns: [
      ["data_acquisition_device_name", "varchar(80) not null"],
      ["data_acquisition_device_system", "varchar(80)"],
      ["data_acquisition_device_amplifier", "varchar(80)"],
      ["adc_circuit", "varchar(2000)"],
    ],
    primaryKey: ["data_acquisition_device_name"],
    references: [
      {
        to: ["common_device", "data_acquisition_device_system"],
        by: ["data_acquisition_device_system"],
      },
      {
        to: ["common_device", "data_acquisition_device_amplifier"],
        by: ["data_acquisition_device_amplifier"],
      },
    ],
  },
  {
    schema: "common_device",
    name: "probe_type",
    comment:
      "Type/category of probe regardless of configuration. Controlled vocabulary",
    columns: [
      ["probe_type", "varchar(80) not null"],
      [
        "probe_description",
        "varchar(2000) not null",
        "description of this probe",
      ],
      [
        "manufacturer",
        "varchar(200) not null default ''",
        "manufacturer of this probe",
      ],
      ["num_shanks", "int not null", "number of shanks on this probe"],
    ],
    primaryKey: ["probe_type"],
  },
  {
    schema: "common_device",
    name: "probe",
    comment:
      "A configuration of a ProbeType. For most probe types, there is only one,",
    columns: [
      [
        "probe_id",
        "varchar(80) not null",
        "a unique ID for this probe & dynamic config",
      ],
      ["probe_type", "varchar(80) not null"],
      ["data_acquisition_device_name", "varchar(80)"],
      [
        "contact_side_numbering",
        "enum('True','False') not null",
        "Facing you when numbering",
      ],
    ],
    primaryKey: ["probe_id"],
    references: [
      { to: ["common_device", "probe_type"], by: ["probe_type"] },
      {
        to: ["common_device", "data_acquisition_device"],
        by: ["data_acquisition_device_name"],
      },
    ],
  },
  {
    schema: "common_device",
    name: "probe__shank",
    columns: [
      [
        "probe_id",
        "varchar(80) not null",
        "a unique ID for this probe & dynamic config",
      ],
      ["probe_shank", "int not null", "unique shank number within probe."],
    ],
    primaryKey: ["probe_id", "probe_shank"],
    references: [
      { to: ["common_device", "probe"], by: ["probe_id"] },
    ],
  },
  {
    schema: "common_device",
    name: "probe__electrode",
    comment:
      "Electrode configuration, with ID, contact size, X/Y/Z coordinates",
    columns: [
      [
        "probe_id",
        "varchar(80) not null",
        "a unique ID for this probe & dynamic config",
      ],
      ["probe_shank", "int not null", "unique shank number within probe."],
      [
        "probe_electrode",
        "int not null",
        "electrode ID from ShanksElectrode.name",
      ],
      ["contact_size", "float", "(um) contact size"],
      ["rel_x", "float", "(um) x coordinate of electrode"],
      ["rel_y", "float", "(um) y coordinate of electrode"],
      ["rel_z", "float", "(um) z coordinate of electrode"],
    ],
    primaryKey: ["probe_id", "probe_shank", "probe_electrode"],
    references: [
      {
        to: ["common_device", "probe__shank"],
        by: ["probe_id", "probe_shank"],
      },
    ],
  },
  {
    schema: "common_region",
    name: "#brain_region",
    columns: [
      ["region_id", "smallint not null auto_increment"],
      ["region_name", "varchar(200) not null", "the name of the brain region"],
      ["subregion_name", "varchar(200)", "subregion name"],
      ["subsubregion_name", "varchar(200)", "subregion within subregion"],
    ],
    primaryKey: ["region_id"],
  },
];
