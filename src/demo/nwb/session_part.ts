/**
 * What every file of the session says about it: who, when, with which devices and electrodes.
 *
 * @module
 */
import type { File, Group } from "h5wasm";
import { DEMO, ELECTRODES, objectIdOf } from "../session.ts";
import { PEOPLE, SESSION, SUBJECT } from "../people.ts";
import {
  core,
  describe,
  identify,
  raggedColumn,
  setAttributes,
  table,
  text,
  texts,
  typed,
} from "./writer.ts";

/** Writes the session's part of a new file; `name` is the file's. */
export function writeSession(file: File, name: string): void {
  const original = name === DEMO.nwbFileName ? DEMO.originalFileName : name;
  describe(
    file,
    core("NWBFile"),
    { nwb_version: "2.9.0" },
    objectIdOf(original),
  );
  for (const folder of ["acquisition", "analysis", "processing"]) {
    file.create_group(folder);
  }
  const stimulus = file.create_group("stimulus");
  stimulus.create_group("presentation");
  stimulus.create_group("templates");
  text(file, "identifier", objectIdOf(`${original}#identifier`));
  text(file, "session_description", SESSION.session_description);
  text(file, "session_start_time", DEMO.start);
  text(file, "timestamps_reference_time", DEMO.start);
  texts(file, "file_create_date", [DEMO.start]);
  writeGeneral(file);
  writeEpochs(file);
}

function writeGeneral(file: File): void {
  const general = file.create_group("general");
  text(general, "session_id", DEMO.session);
  text(general, "experiment_description", SESSION.experiment_description);
  text(general, "institution", SESSION.institution_name);
  text(general, "lab", SESSION.lab_name);
  texts(
    general,
    "experimenter",
    PEOPLE.map(({ first_name, last_name }) => `${last_name}, ${first_name}`),
  );
  texts(general, "keywords", [DEMO.region, "demo"]);
  writeSubject(general);
  const devices = general.create_group("devices");
  typed(devices, "dataacq_device0", core("Device"), {
    description: "SpikeGadgets acquisition with Intan amplifiers",
  });
  const probe = typed(devices, DEMO.probe, core("Device"), {
    description: "four wires twisted together, 12.5 um each",
  });
  writeElectrodes(general, probe);
}

function writeSubject(general: Group): void {
  const subject = typed(general, "subject", core("Subject"));
  for (const [name, value] of Object.entries(SUBJECT)) {
    const dataset = text(subject, name, value);
    if (name === "age") setAttributes(dataset, { reference: "birth" });
  }
}

function writeElectrodes(general: Group, probe: Group): void {
  const ephys = general.create_group("extracellular_ephys");
  const groups = Array.from({ length: DEMO.electrodeGroups }, (_, index) => {
    const group = typed(ephys, String(index), core("ElectrodeGroup"), {
      description: "tetrode",
      location: DEMO.region,
    });
    group.create_soft_link(probe.path.replace(/\/+/g, "/"), "device");
    return group;
  });
  const groupOf = (electrode: number) =>
    Math.floor(electrode / DEMO.electrodesPerGroup);
  const all = Array.from({ length: ELECTRODES }, (_, electrode) => electrode);
  const zeros = new Float64Array(ELECTRODES);
  table(
    ephys,
    "electrodes",
    core("ElectrodesTable"),
    "one row an electrode",
    {
      location: ["brain region", all.map(() => DEMO.region)],
      group: ["the electrode's group", all.map((one) => groups[groupOf(one)]!)],
      group_name: ["the group's name", all.map((one) => String(groupOf(one)))],
      probe_shank: ["shank of the probe", new Int32Array(ELECTRODES)],
      probe_electrode: [
        "number on the shank",
        Int32Array.from(all, (one) => one % DEMO.electrodesPerGroup),
      ],
      ref_elect_id: ["reference electrode", new Int32Array(ELECTRODES)],
      x: ["x in the brain, um", zeros],
      y: ["y in the brain, um", zeros],
      z: ["z in the brain, um", zeros],
      imp: ["impedance, ohm", zeros],
      filtering: ["filter of the hardware", all.map(() => "None")],
    },
  );
}

function writeEpochs(file: File): void {
  const epochs = typed(
    file.create_group("intervals"),
    "epochs",
    core("TimeIntervals"),
    {
      description: "epochs of the session",
      colnames: ["start_time", "stop_time", "tags"],
    },
  );
  for (
    const [name, value] of [
      ["start_time", DEMO.startSeconds],
      ["stop_time", DEMO.startSeconds + DEMO.seconds],
    ] as const
  ) {
    const column = epochs.create_dataset({
      name,
      data: Float64Array.of(value),
    });
    describe(column, ["hdmf-common", "VectorData"], {
      description: `${name.replace("_", " ")} of the epoch, seconds`,
    });
  }
  raggedColumn(epochs, "tags", "name of the epoch", [["01_s1"]]);
  identify(epochs, 1);
}
