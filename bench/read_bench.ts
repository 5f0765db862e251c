/**
 * Reads: a data frame against the plain driver, and against DataJoint.
 *
 * @module
 */
import { type Lab, makeLab } from "./lab.ts";
import { datajointFetch } from "./datajoint_reads.ts";
import { measure, report, type Timing } from "./measure.ts";

/** Prints the ratios. */
export async function benchReads(): Promise<void> {
  await benchFrames(25_600, 15);
  await benchFrames(256_000, 5);
}

async function benchFrames(rows: number, rounds: number): Promise<void> {
  await using lab = await makeLab(rows);
  const { Electrode } = await lab.db.schema("lab");
  const sql = "select * from lab._electrode";
  const frames = await measure([
    { name: "frame", run: () => Electrode!.fetch() },
    { name: "mysql2", run: () => lab.plain.query(sql) },
  ], rounds);
  report(`fetch of ${rows} rows as a frame / raw mysql2`, frames, 1.3);
  await benchDatajoint(lab, rows, frames[0]!);
  let n = 0;
  const name = () => `session${++n}`;
  const small = await measure([
    {
      name: "frame",
      run: () =>
        Electrode!`electrode_id = ${3} AND session_name = ${name()}`.fetch(),
    },
    {
      name: "mysql2",
      run: () =>
        lab.plain.query(
          `${sql} where electrode_id = ? and session_name = ?`,
          [3, name()],
        ),
    },
  ], 1000);
  report(`a small query as a frame / raw mysql2`, small, 1.3);
}

async function benchDatajoint(
  { socketPath }: Lab,
  rows: number,
  frame: Timing,
): Promise<void> {
  const ms = await datajointFetch(socketPath, rows, 3);
  const title = `fetch of ${rows} rows as a frame / DataJoint's`;
  if (ms === null) {
    console.log(`${title}: not installed (test:interop does)`);
  } else report(title, [frame, { name: "DataJoint", ms }], 1 / 8);
}
