/**
 * Reads: a data frame against the plain driver; logged reads against unlogged ones.
 *
 * @module
 */
import type { SelectionCommands } from "spyglass-deno";
import { makeLab } from "./lab.ts";
import { measure, report } from "./measure.ts";

const ROWS = 25_600;

/** Prints the ratios. */
export async function benchReads(): Promise<void> {
  await using lab = await makeLab(ROWS);
  const { Electrode } = await lab.db.schema("lab");
  const { ExportSelection } = await lab.db.schema("common_usage");
  const selection = ExportSelection as unknown as SelectionCommands;
  const key = { paper_id: "bench", analysis_id: "reads" };
  const sql = "select * from lab._electrode";
  const log = { log: console.log };
  console.log = () => {};
  const stop = () => selection.stopExport();
  const start = () => selection.startExport(key);

  const frames = await measure([
    { name: "frame", run: () => Electrode!.fetch() },
    { name: "mysql2", run: () => lab.plain.query(sql) },
  ], 15);

  // A condition of its own for each read: a repeated one would not be written again.
  let n = 0;
  const unloggedWhole = await measure([{
    name: "unlogged",
    run: () => Electrode!`electrode_id >= ${-(++n)}`.fetch(),
  }], 15);
  await start();
  const loggedWhole = await measure([{
    name: "logged",
    run: () => Electrode!`electrode_id >= ${-(++n)}`.fetch(),
  }], 15);
  const loggedSmall = await measure([{
    name: "logged",
    run: () =>
      Electrode!`electrode_id = ${3} AND session_name = ${`session${++n}`}`
        .fetch(),
  }], 300);
  await stop();
  const unloggedSmall = await measure([{
    name: "unlogged",
    run: () =>
      Electrode!`electrode_id = ${3} AND session_name = ${`session${++n}`}`
        .fetch(),
  }], 300);
  console.log = log.log;
  report(`fetch of ${ROWS} rows as a frame / raw mysql2`, frames, 1.5);
  report(
    `${ROWS} rows logged / unlogged`,
    [...loggedWhole, ...unloggedWhole],
    1.3,
  );
  report("small read logged / unlogged", [...loggedSmall, ...unloggedSmall], 2);
}
