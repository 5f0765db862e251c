/**
 * A lab of many sessions on a server of its own, and a paper with the tutorial's reads over all of them.
 *
 * @module
 */
import {
  connect,
  type Database,
  type ExportCommands,
  type SelectionCommands,
} from "spyglass-deno";
import { join } from "node:path";
import { openPool } from "../src/connection/pool.ts";
import type { Pool } from "../src/connection/session.ts";
import { scratchServer } from "../src/connection/server/scratch_server.ts";
import { makeDemo } from "../src/demo/demo.ts";
import { textLiteral } from "../src/sql/literal.ts";
import { copySessions, type LabSize } from "./session_lab.ts";
import { besideSpyglass } from "./spyglass_reads.ts";

/** The paper that the reads are logged for. */
export const PAPER = { paper_id: "bench_slices" };

/** The paper that the same rows are logged for, session by session: thousands of reads. */
export const LOOP = { paper_id: "bench_loop" };

/** The lab, connected; what it does is not written to the console. */
export interface SliceLab extends AsyncDisposable {
  readonly socket: string;
  readonly baseDir: string;
  readonly db: Database;
  readonly selection: SelectionCommands;
  readonly exports: ExportCommands;
  /** Rows that were copied. */
  readonly rows: number;
  /** Tables there are. */
  readonly tables: number;
  /** From here on the console is the reader's. */
  speak(): void;
}

/**
 * Makes a lab.
 *
 * @param allOfSpyglass Beside the demo's tables all those of Spyglass' modules, where Python has it.
 */
export async function sliceLab(
  size: LabSize,
  allOfSpyglass = false,
): Promise<SliceLab> {
  const server = await scratchServer();
  const baseDir = await Deno.makeTempDir({ prefix: "spyglass-bench-" });
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  await makeDemo(pool, { baseDir });
  if (allOfSpyglass) {
    const args = [server.socket, "declare", PAPER.paper_id];
    const said = await besideSpyglass("spyglass_slices.py", args, baseDir);
    if (said !== null) console.info(/ABSENT.*/.exec(said)?.[0] ?? "");
  }
  const rows = await copySessions(server.socket, size);
  await linkFiles(pool, baseDir);
  const [[tables] = []] = await pool.texts(
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')",
  );
  await pool.close();
  const db = await connect({
    socketPath: server.socket,
    user: "root",
    baseDir,
  });
  const { log } = console;
  console.log = () => {};
  const usage = await db.schema("common_usage");
  const selection = usage.ExportSelection as unknown as SelectionCommands;
  await readAll(db, selection, size);
  // Spyglass is not asked about those.
  if (!isLarge(size) && !allOfSpyglass) await readEach(db, selection, size);
  return {
    socket: server.socket,
    baseDir,
    db,
    selection,
    exports: usage.Export as unknown as ExportCommands,
    rows,
    tables: Number(tables),
    speak: () => {
      console.log = log;
    },
    async [Symbol.asyncDispose]() {
      console.log = log;
      await db.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(baseDir, { recursive: true });
    },
  };
}

/** Of so many sessions no files are opened one by one, and nothing is read session by session: it would take most of the time. */
export function isLarge({ sessions }: LabSize): boolean {
  return sessions > 5000;
}

/** What a cell shows of a slice; a preview reads first rows for it. */
export function shown(slice: object): Promise<unknown> {
  const display = Symbol.for("Jupyter.display");
  return (slice as Record<symbol, () => Promise<unknown>>)[display]!();
}

/** The files of copied sessions are those of the one session, under other names. */
async function linkFiles(pool: Pool, baseDir: string): Promise<void> {
  for (const store of ["raw", "analysis"]) {
    const files = `common_nwbfile.\`~external_${store}\``;
    // One original after the other: of each two files the server would compare the names.
    const originals = await pool.texts(
      `SELECT filepath, HEX(contents_hash) FROM ${files} WHERE filepath NOT REGEXP '_[0-9]+[.]nwb$' AND contents_hash IS NOT NULL`,
    );
    for (const [path, hash] of originals) {
      const copies = path!.replace(/\.nwb$/, "_[0-9]+[.]nwb$");
      await pool.run(
        `UPDATE ${files} SET contents_hash = 0x${hash} WHERE filepath REGEXP ${
          textLiteral(`^${copies}`)
        }`,
      );
    }
    for (const [path] of await pool.texts(`SELECT filepath FROM ${files}`)) {
      const link = join(baseDir, store, path!);
      const original = link.replace(/_\d+\.nwb$/, ".nwb");
      if (link !== original) await Deno.link(original, link);
    }
  }
}

async function tutorialTables(db: Database) {
  return {
    electrode: await db.table("common_ephys.Electrode"),
    curation: await db.table("spikesorting_v1_curation.CurationV1"),
    position: await db.table("position_v1_trodes_position.TrodesPosV1"),
  };
}

/** The tutorial's reads, over all sessions. */
async function readAll(
  db: Database,
  selection: SelectionCommands,
  size: LabSize,
): Promise<void> {
  const { electrodes } = size;
  const { electrode, curation, position } = await tutorialTables(db);
  await selection.startExport({ ...PAPER, analysis_id: "one" });
  await electrode.and("nwb_file_name LIKE 'min%'").and({ electrode_id: 1 })
    .keys();
  await electrode`electrode_id > ${electrodes - 3}`.keys();
  await selection.startExport({ ...PAPER, analysis_id: "two" });
  // As in the tutorial: each curation with its file, so that thousands of files are logged, too.
  const curated = curation`curation_id = ${1}`;
  await (isLarge(size) ? curated.keys() : curated.fetchNwb());
  await position.and({ trodes_pos_params_name: "single_led" }).keys();
  await selection.stopExport();
}

/** The same rows, as a loop over sessions reads them. */
async function readEach(
  db: Database,
  selection: SelectionCommands,
  { electrodes }: LabSize,
): Promise<void> {
  const { electrode, curation, position } = await tutorialTables(db);
  const positions = await position.keys();
  const curations = await curation`curation_id = ${1}`.keys();
  await selection.startExport({ ...LOOP, analysis_id: "one" });
  for (const key of positions) {
    const nwb_file_name = key.nwb_file_name as string;
    await electrode.and({ nwb_file_name, electrode_id: 1 }).keys();
    await electrode`electrode_id > ${electrodes - 3}`.and({ nwb_file_name })
      .keys();
    await position.and({ nwb_file_name, trodes_pos_params_name: "single_led" })
      .keys();
  }
  for (const key of curations) await curation.and(key).keys();
  await selection.stopExport();
}
