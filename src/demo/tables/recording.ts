/**
 * Tables of the demo database: electrodes and the raw recording.
 *
 * @module
 */
import type { DemoTable } from "./table.ts";

/** In an order in which they can be made. */
export const RECORDING_TABLES: readonly DemoTable[] = [
  {
    schema: "common_ephys",
    name: "_electrode_group",
    comment: "Grouping of electrodes corresponding to a physical probe.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "electrode_group_name",
        "varchar(80) not null",
        "electrode group name from NWBFile",
      ],
      ["region_id", "smallint not null"],
      [
        "probe_id",
        "varchar(80)",
        "a unique ID for this probe & dynamic config",
      ],
      [
        "description",
        "varchar(2000) not null",
        "description of electrode group",
      ],
      [
        "target_hemisphere",
        "enum('Right','Left','Unknown') not null default 'Unknown'",
      ],
    ],
    primaryKey: ["nwb_file_name", "electrode_group_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
      { to: ["common_region", "#brain_region"], by: ["region_id"] },
      { to: ["common_device", "probe"], by: ["probe_id"] },
    ],
  },
  {
    schema: "common_ephys",
    name: "_electrode",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "electrode_group_name",
        "varchar(80) not null",
        "electrode group name from NWBFile",
      ],
      ["electrode_id", "int not null", "the unique number for this electrode"],
      [
        "probe_id",
        "varchar(80)",
        "a unique ID for this probe & dynamic config",
      ],
      ["probe_shank", "int", "unique shank number within probe."],
      ["probe_electrode", "int", "electrode ID from ShanksElectrode.name"],
      ["region_id", "smallint not null"],
      [
        "name",
        "varchar(200) not null default ''",
        "unique label for each contact",
      ],
      [
        "original_reference_electrode",
        "int not null default -1",
        "the configured reference electrode for this electrode",
      ],
      ["x", "float", "the x coordinate of the electrode position in the brain"],
      ["y", "float", "the y coordinate of the electrode position in the brain"],
      ["z", "float", "the z coordinate of the electrode position in the brain"],
      [
        "filtering",
        "varchar(2000) not null",
        "description of the signal filtering",
      ],
      ["impedance", "float", "electrode impedance"],
      [
        "bad_channel",
        "enum('True','False') not null default 'False'",
        'if electrode is "good" or "bad" as observed during recording',
      ],
      [
        "x_warped",
        "float",
        "x coordinate of electrode position warped to common template brain",
      ],
      [
        "y_warped",
        "float",
        "y coordinate of electrode position warped to common template brain",
      ],
      [
        "z_warped",
        "float",
        "z coordinate of electrode position warped to common template brain",
      ],
      [
        "contacts",
        "varchar(200) not null",
        "label of electrode contacts used for a bipolar signal - current workaround",
      ],
    ],
    primaryKey: ["nwb_file_name", "electrode_group_name", "electrode_id"],
    references: [
      {
        to: ["common_ephys", "_electrode_group"],
        by: ["nwb_file_name", "electrode_group_name"],
      },
      {
        to: ["common_device", "probe__electrode"],
        by: ["probe_id", "probe_shank", "probe_electrode"],
      },
      { to: ["common_region", "#brain_region"], by: ["region_id"] },
    ],
  },
  {
    schema: "common_ephys",
    name: "_raw",
    comment: "Raw voltage timeseries data, ElectricalSeries in NWB.",
    columns: [
      ["nwb_file_name", "varchar(64) not null", "name of the NWB file"],
      [
        "interval_list_name",
        "varchar(170) not null",
        "descriptive name of this interval list",
      ],
      [
        "raw_object_id",
        "varchar(40) not null",
        "the NWB object ID for loading this object from the file",
      ],
      [
        "sampling_rate",
        "float not null",
        "Sampling rate calculated from data, in Hz",
      ],
      ["comments", "varchar(2000) not null"],
      ["description", "varchar(2000) not null"],
    ],
    primaryKey: ["nwb_file_name"],
    references: [
      { to: ["common_session", "_session"], by: ["nwb_file_name"] },
      {
        to: ["common_interval", "interval_list"],
        by: ["nwb_file_name", "interval_list_name"],
      },
    ],
  },
];
