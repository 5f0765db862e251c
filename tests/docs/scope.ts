/**
 * What examples of doc comments find without importing it: the demo database, its tables, and two of their own.
 *
 * @module
 */
import { Manual, Part } from "../../mod.ts";
import type { DandiTables, Database, UsageTables } from "../../src/database.ts";
import type { Table } from "../../mod.ts";

/** Name → table of the demo. */
const DEMO_TABLES = {
  Nwbfile: "common_nwbfile",
  Session: "common_session",
  Subject: "common_subject",
  IntervalList: "common_interval",
  BrainRegion: "common_region",
  ElectrodeGroup: "common_ephys",
  Electrode: "common_ephys",
  Raw: "common_ephys",
  SpikeSorting: "spikesorting_v1_sorting",
  TrodesPosV1: "position_v1_trodes_position",
} as const;

const OWN_TABLES = ["Mouse", "Weighing", "PositionOutput"] as const;

class Mouse extends Manual {
  static definition = `
  mouse_id : int  # number on the cage
  ---
  sex = 'U' : enum('M', 'F', 'U')
  `;
}

class Weighing extends Manual {
  static definition = `
  -> Mouse
  day : date
  ---
  grams : float
  `;
}

/** A merge table: the demo has none. */
class PositionOutput extends Manual {
  static definition = `
  merge_id : uuid
  ---
  source : varchar(32)
  `;
  static TrodesPosV1 = class TrodesPosV1 extends Part {
    static definition = `
    -> master
    ---
    -> position_v1_trodes_position.TrodesPosV1
    `;
  };
}

/** The names that examples may use. */
export type Scope =
  & { readonly db: Database }
  & Readonly<
    Record<keyof typeof DEMO_TABLES | (typeof OWN_TABLES)[number], Table>
  >
  & Pick<UsageTables, "ExportSelection" | "Export">
  & Pick<DandiTables, "DandiPath" | "DandiValidation">;

/** The names of {@linkcode Scope}. */
export const SCOPE_NAMES: readonly string[] = [
  "db",
  ...Object.keys(DEMO_TABLES),
  ...OWN_TABLES,
  "ExportSelection",
  "Export",
  "DandiPath",
  "DandiValidation",
];

/** Opens the tables that `code` names; those that the demo does not have are made. */
export async function scopeFor(db: Database, code: string): Promise<Scope> {
  const tables: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(DEMO_TABLES)) {
    tables[name] = db.schemas[schema]![name];
  }
  if (/\b(?:Mouse|Weighing)\b/.test(code)) {
    tables.Mouse = await db.declare("lab", Mouse);
    await (tables.Mouse as Table).insert([[1, "F"], [2, "M"]]);
    tables.Weighing = await db.declare("lab", Weighing);
    await (tables.Weighing as Table).insert([[1, "2023-06-22", 21.5]]);
  }
  if (/\bPositionOutput\b/.test(code)) {
    tables.PositionOutput = await positionOutput(
      db,
      tables.TrodesPosV1 as Table,
    );
  }
  if (/\bExport/.test(code)) {
    Object.assign(tables, await db.schema("common_usage"));
  }
  if (/"paper1"/.test(code) && !/startExport/.test(code)) await paper1(db);
  if (/\bDandi/.test(code)) {
    Object.assign(tables, await db.schema("common_dandi"));
  }
  return { db, ...tables } as Scope;
}

/** A paper that has read two electrodes and a recording. */
async function paper1(db: Database): Promise<void> {
  const { ExportSelection } = await db.schema("common_usage");
  const { Electrode, Raw } = db.schemas.common_ephys!;
  await ExportSelection.startExport({
    paper_id: "paper1",
    analysis_id: "analysis1",
  });
  await Electrode!`electrode_id > ${125}`.fetch();
  for (const { nwb } of await Raw!().fetchNwb()) nwb.close();
  await ExportSelection.stopExport();
}

async function positionOutput(db: Database, source: Table): Promise<Table> {
  const merge: Table = await db.declare("lab_merge", PositionOutput);
  const merge_id = "0b6c1c2e-5d7a-4b1e-9f63-00000000000a";
  await merge.insert1({ merge_id, source: "TrodesPosV1" });
  const rows = await source.keys();
  await merge.TrodesPosV1!.insert(rows.map((row) => ({ merge_id, ...row })));
  return merge;
}
