/**
 * What it costs that a server is far away, as a lab's often is: each answer that is waited for costs a round trip. All
 * ratios are to one read by the plain driver over the same distance.
 *
 * @module
 */
import { join } from "node:path";
import { connect, type Database, type SelectionCommands } from "spyglass-deno";
import { openPool } from "../src/connection/pool.ts";
import { startServer, stopServer } from "../src/connection/server/server.ts";
import { makeDemo } from "../src/demo/demo.ts";
import { farServer } from "./far_server.ts";
import { plainConnection } from "./lab.ts";
import { measure, quietly, report, type Timing, type Way } from "./measure.ts";

/** Milliseconds each way. */
const DISTANCE = 10;
const ROUNDS = 15;

/** Prints the ratios. */
export async function benchFar(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-bench-" });
  const server = join(folder, "mariadb");
  try {
    const { socket } = await startServer({ folder: server });
    const pool = await openPool({ socketPath: socket, user: "root" });
    await makeDemo(pool, { baseDir: folder }).finally(() => pool.close());
    const socketPath = join(folder, "far");
    await using _far = await farServer(socket, socketPath, DISTANCE);
    await using db = await connect({
      socketPath,
      user: "root",
      baseDir: folder,
    });
    await benchReads(db, socketPath);
  } finally {
    await stopServer(server);
    await Deno.remove(folder, { recursive: true });
  }
}

async function benchReads(db: Database, socketPath: string): Promise<void> {
  await using far = await plainConnection(socketPath);
  const paper = { paper_id: "far" };
  const selection = (await db.schema("common_usage"))
    .ExportSelection as unknown as SelectionCommands;
  await quietly(() => selection.startExport({ ...paper, analysis_id: "far" }));
  const plain: Way = { name: "raw read", run: () => far.plain.query(RAW) };
  for (const [title, wanted, run] of await waysOf(db)) {
    const way: Way = { name: "ours", run };
    const timings = await quietly(() => measure([way, plain], ROUNDS));
    tell(title, timings, wanted);
  }
  const slices = await quietly(() =>
    measure([
      { name: "preview", run: () => selection.previewTables(paper) },
      { name: "show-all", run: () => selection.showAllTables(paper) },
      { name: "review", run: () => selection.review(paper) },
      plain,
    ], 5)
  );
  for (const one of slices.slice(0, 3)) {
    tell(one.name, [one, slices.at(-1)!], null);
  }
  await quietly(() => selection.stopExport());
}

const RAW =
  "select * from common_ephys._electrode where electrode_id = 3 limit 1";

/** Reads of several shapes, each time another one, and how many raw reads each may take. */
async function waysOf(
  db: Database,
): Promise<[string, number | null, () => Promise<unknown>][]> {
  const electrode = await db.table("common_ephys.Electrode");
  const curation = await db.table("spikesorting_v1_curation.CurationV1");
  let n = 1000;
  const some = () => electrode`electrode_id < ${n++}`;
  return [
    ["a logged read", 1.3, () => some().fetch()],
    ["a repeated one", 1.3, () => electrode`electrode_id < ${5}`.fetch()],
    ["a limit", null, () => some().limit(3).fetch()],
    [
      "a semijoin",
      null,
      () => electrode.and(curation`curation_id < ${n++}`).fetch(),
    ],
    ["a join", null, () => curation.join(some()).fetch()],
    [
      "db.sql",
      null,
      () =>
        db.sql`select * from ${electrode} where electrode_id < ${n++}`.fetch(),
    ],
    [
      "8 at once",
      null,
      () => Promise.all(Array.from({ length: 8 }, () => some().fetch())),
    ],
  ];
}

function tell(
  title: string,
  timings: readonly Timing[],
  wanted: number | null,
): void {
  report(`${2 * DISTANCE} ms away: ${title} / raw read`, timings, wanted);
}
