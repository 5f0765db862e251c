/**
 * What examples of doc comments find without importing it: the demo database, its tables, a recording, and tables of
 * their own.
 *
 * @module
 */
import type { AutoPopulated, NwbFile, TimeSeries } from "../../mod.ts";
import { OWN_TABLES, ownTables } from "./own_tables.ts";
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

/** The names that examples may use. */
export type Scope =
  & {
    readonly db: Database;
    /** The demo's recording, and the voltages in it. */
    readonly nwb: NwbFile;
    readonly series: TimeSeries;
    readonly Pounds: Table & AutoPopulated;
  }
  & Readonly<
    Record<
      keyof typeof DEMO_TABLES | Exclude<(typeof OWN_TABLES)[number], "Pounds">,
      Table
    >
  >
  & Pick<UsageTables, "ExportSelection" | "Export">
  & Pick<DandiTables, "DandiPath" | "DandiValidation">;

/** The names of {@linkcode Scope}. */
export const SCOPE_NAMES: readonly string[] = [
  "db",
  "nwb",
  "series",
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
  Object.assign(tables, await ownTables(db, code));
  if (/\bExport/.test(code)) {
    Object.assign(tables, await db.schema("common_usage"));
  }
  if (/"paper1"/.test(code) && !/startExport/.test(code)) await paper1(db);
  if (/\bDandi/.test(code)) {
    Object.assign(tables, await db.schema("common_dandi"));
  }
  if (/\b(?:nwb|series)\b/.test(code)) {
    const [{ nwb, raw }] = await (tables.Raw as Table)().fetchNwb() as [
      { nwb: NwbFile; raw: TimeSeries },
    ];
    Object.assign(tables, { nwb, series: raw });
  }
  return { db, ...tables } as unknown as Scope;
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
