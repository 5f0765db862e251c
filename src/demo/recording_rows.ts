/**
 * Rows of the devices, the electrodes and the raw recording.
 *
 * @module
 */
import type { Row, RowsOf } from "./row.ts";
import { DEMO, ELECTRODES, OBJECT_IDS } from "./session.ts";

/** Rows of the recording; `regionId` is the brain region's number. */
export function recordingRows(regionId: number): RowsOf {
  return {
    common_device: deviceRows(),
    common_region: {
      "#brain_region": [{
        region_id: regionId,
        region_name: DEMO.region,
        subregion_name: null,
        subsubregion_name: null,
      }],
    },
    common_ephys: {
      _electrode_group: groups().map((name) => ({
        ...FILE,
        electrode_group_name: name,
        region_id: regionId,
        probe_id: DEMO.probe,
        description: "tetrode",
        target_hemisphere: "Right",
      })),
      _electrode: electrodes().map((id) => electrode(id, regionId)),
      _raw: [{
        ...FILE,
        interval_list_name: "raw data valid times",
        raw_object_id: OBJECT_IDS.raw,
        sampling_rate: DEMO.samplingRate,
        comments: "invented for the demo",
        description: "voltages of all electrodes",
      }],
    },
    spikesorting_v1_recording: {
      sort_group: groups().map((_, id) => ({
        ...FILE,
        sort_group_id: id,
        sort_reference_electrode_id: -1,
      })),
      sort_group__sort_group_electrode: electrodes().map((id) => ({
        ...FILE,
        sort_group_id: groupOf(id),
        electrode_group_name: String(groupOf(id)),
        electrode_id: id,
      })),
    },
  };
}

const FILE = { nwb_file_name: DEMO.nwbFileName };

function deviceRows(): RowsOf[string] {
  const system = { data_acquisition_device_system: "SpikeGadgets" };
  const amplifier = { data_acquisition_device_amplifier: "Intan" };
  const probe = { probe_id: DEMO.probe };
  return {
    data_acquisition_device_system: [system],
    data_acquisition_device_amplifier: [amplifier],
    data_acquisition_device: [{
      data_acquisition_device_name: "dataacq_device0",
      ...system,
      ...amplifier,
      adc_circuit: "Intan",
    }],
    probe_type: [{
      probe_type: DEMO.probe,
      probe_description: "four wire electrode",
      manufacturer: "",
      num_shanks: 1,
    }],
    probe: [{
      ...probe,
      probe_type: DEMO.probe,
      data_acquisition_device_name: null,
      contact_side_numbering: "False",
    }],
    probe__shank: [{ ...probe, probe_shank: 0 }],
    probe__electrode: [0, 1, 2, 3].map((contact) => ({
      ...probe,
      probe_shank: 0,
      probe_electrode: contact,
      contact_size: 12.5,
      rel_x: 0,
      rel_y: 20 * contact,
      rel_z: 0,
    })),
  };
}

function electrode(id: number, regionId: number): Row {
  return {
    ...FILE,
    electrode_group_name: String(groupOf(id)),
    electrode_id: id,
    probe_id: DEMO.probe,
    probe_shank: 0,
    probe_electrode: id % DEMO.electrodesPerGroup,
    region_id: regionId,
    name: String(id),
    original_reference_electrode: 0,
    x: 0,
    y: 0,
    z: 0,
    filtering: "None",
    impedance: 0,
    bad_channel: "False",
    x_warped: 0,
    y_warped: 0,
    z_warped: 0,
    contacts: "",
  };
}

function groups(): string[] {
  return Array.from({ length: DEMO.electrodeGroups }, (_, id) => String(id));
}

function electrodes(): number[] {
  return Array.from({ length: ELECTRODES }, (_, id) => id);
}

function groupOf(electrode: number): number {
  return Math.floor(electrode / DEMO.electrodesPerGroup);
}
