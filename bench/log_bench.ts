/**
 * What logging costs: a small logged read against the slower of the same read by the plain driver and one committed
 * insert, a large one against the same unlogged, the thousandth against the first, and all against Spyglass.
 *
 * @module
 */
import { join } from "node:path";
import type { SelectionCommands } from "spyglass-deno";
import { startServer, stopServer } from "../src/connection/server/server.ts";
import { makeDemo } from "../src/demo/demo.ts";
import { openPool } from "../src/connection/pool.ts";
import { connect } from "spyglass-deno";
import type mysql from "mysql2/promise";
import { labOn, plainConnection } from "./lab.ts";
import { measure, quietly, report, type Timing, type Way } from "./measure.ts";
import { spyglassReads } from "./spyglass_reads.ts";

const ROWS = 25_600;
const ROUNDS = 500;
/** The engine goes on making what runs often faster for so many rounds, ours and the driver's. */
const WARM_UP = 2000;
const KEY = { paper_id: "bench", analysis_id: "log" };

/** Prints the ratios. The server is one that keeps what it says it keeps, as a user's is. */
export async function benchLog(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-bench-" });
  const server = join(folder, "mariadb");
  try {
    const { socket } = await startServer({ folder: server });
    await benchOurs(socket);
    await benchSpyglass(socket, folder);
  } finally {
    await stopServer(server);
    await Deno.remove(folder, { recursive: true });
  }
}

async function benchOurs(socket: string): Promise<void> {
  await using lab = await labOn(socket, ROWS);
  const { Electrode } = await lab.db.schema("lab");
  const { ExportSelection } = await lab.db.schema("common_usage");
  const selection = ExportSelection as unknown as SelectionCommands;
  await lab.plain.query(
    "create table lab.entry like common_usage.export_selection__table",
  );
  let n = 0;
  const session = () => `session${String(++n % 200).padStart(5, "0")}_.nwb`;
  const smallRead = () =>
    Electrode!`session_name = ${session()} AND electrode_id = ${3} AND region_id < ${
      10 + n
    }`.fetch();
  /** Notes are no part of the ratios: those that wait are taken before the clock starts. */
  const takeNotes = async () => {
    await selection.review({ paper_id: "none" }).catch(() => {});
  };
  await quietly(() => selection.startExport(KEY));
  const rawRead = () =>
    lab.plain.query(
      `select * from lab._electrode where session_name = '${session()}' and electrode_id = 3 and region_id < ${
        10 + n
      }`,
    );
  const rawInsert = (connection: mysql.Connection) =>
    connection.query(
      `insert into lab.entry values (1, ${++n}, '\`lab\`.\`_electrode\`', '(electrode_id = 3 AND region_id < ${n})')`,
    );
  await using other = await plainConnection(socket);
  const ways: Way[] = [
    { name: "logged", run: smallRead },
    { name: "raw read", run: rawRead },
    { name: "raw insert", run: () => rawInsert(lab.plain) },
    {
      name: "both raw ones at once",
      run: () => Promise.all([rawInsert(other.plain), rawRead()]),
    },
  ];
  const title = "small logged read / slower of read, insert";
  const first = await measure(ways, 100, 0);
  report(`the first 100: ${title}`, besideSlower(first.slice(0, 3)), null);
  const small = await measure(ways, ROUNDS, WARM_UP);
  report(title, besideSlower(small.slice(0, 3)), 1.3);
  // What nobody who waits for both gets below, on this machine.
  const [logged, read, insert, both] = small;
  report(
    "both raw ones at once, on two connections / slower of them",
    besideSlower([both!, read!, insert!]),
    null,
  );
  report("small logged read / both raw ones at once", [logged!, both!], null);
  await takeNotes();
  const noted = await measure([
    {
      name: "while notes are taken",
      before: async () => {
        await smallRead();
        takeNotes();
      },
      run: smallRead,
    },
    { name: "when they are", before: takeNotes, run: smallRead },
  ], 100);
  report("small logged read beside notes / alone", noted, null);
  const repeated = await measure([
    {
      name: "repeated",
      run: () =>
        Electrode!.and({ electrode_id: 3, session_name: "session00003_.nwb" })
          .fetch(),
    },
    {
      name: "raw read",
      run: () =>
        lab.plain.query(
          "select * from lab._electrode where session_name = 'session00003_.nwb' and electrode_id = 3",
        ),
    },
  ], ROUNDS);
  report("repeated small logged read / raw read", repeated, 1.5);
  await takeNotes();
  const times: number[] = [];
  for (let at = 0; at < 1000; at++) {
    const start = performance.now();
    await Electrode!`session_name = ${session()} AND electrode_id = ${4} AND region_id < ${
      10 + n
    }`.fetch();
    times.push(performance.now() - start);
  }
  report("different reads 901 to 1000 / 1 to 100", [
    { name: "last", ms: middle(times.slice(-100)) },
    { name: "first", ms: middle(times.slice(0, 100)) },
  ], 1.1);
  await takeNotes();
  // That all rows are read is told.
  const whole = await quietly(() =>
    measure([
      {
        name: "logged",
        before: () => selection.startExport(KEY),
        run: () => Electrode!`electrode_id >= ${-(++n)}`.fetch(),
      },
      {
        name: "unlogged",
        before: () => selection.stopExport(),
        run: () => Electrode!`electrode_id >= ${-(++n)}`.fetch(),
      },
    ], 40)
  );
  report(`${ROWS} rows logged / unlogged`, whole, 1.05);
  await quietly(() => selection.startExport(KEY));
  await quietly(() => selection.stopExport());
}

/** The logged read, then the others, the slower one first. */
function besideSlower([logged, ...others]: readonly Timing[]): Timing[] {
  return [logged!, ...others.toSorted((a, b) => b.ms - a.ms)];
}

/** On the same server, where Python's Spyglass is installed. */
async function benchSpyglass(
  socket: string,
  folder: string,
): Promise<void> {
  const pool = await openPool({ socketPath: socket, user: "root" });
  await makeDemo(pool, { baseDir: folder }).finally(() => pool.close());
  const theirs = await spyglassReads(socket, folder);
  if (theirs === null) {
    console.log(
      "a small logged read by Spyglass: not installed (test:interop does)",
    );
    return;
  }
  await using db = await connect({ socketPath: socket, user: "root" });
  const electrode = await db.table("common_ephys.Electrode");
  const { ExportSelection } = await db.schema("common_usage");
  await quietly(() => ExportSelection.startExport(KEY));
  let n = 0;
  const ours = await measure([{
    name: "ours",
    run: () =>
      electrode`electrode_id > ${100} AND electrode_id < ${1000 + n++}`.fetch(),
  }], 200);
  await quietly(() => ExportSelection.stopExport());
  const spyglass: Timing = { name: "Spyglass", ms: theirs };
  report("small logged read of the demo / Spyglass'", [...ours, spyglass], 0.1);
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
