/**
 * Reads: a data frame against the plain driver.
 *
 * @module
 */
import { makeLab } from "./lab.ts";
import { measure, report } from "./measure.ts";

const ROWS = 25_600;

/** Prints the ratios. */
export async function benchReads(): Promise<void> {
  await using lab = await makeLab(ROWS);
  const { Electrode } = await lab.db.schema("lab");
  const sql = "select * from lab._electrode";

  const frames = await measure([
    { name: "frame", run: () => Electrode!.fetch() },
    { name: "mysql2", run: () => lab.plain.query(sql) },
  ], 15);

  report(`fetch of ${ROWS} rows as a frame / raw mysql2`, frames, 1.5);
}
