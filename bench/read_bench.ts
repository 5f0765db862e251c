/**
 * Reads: a data frame against the plain driver.
 *
 * @module
 */
import { makeLab } from "./lab.ts";
import { measure, report } from "./measure.ts";

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
  ], 300);
  report(`a small query as a frame / raw mysql2`, small, 1.3);
}
