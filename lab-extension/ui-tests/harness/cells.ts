/**
 * Cells that several stories run.
 *
 * @module
 */

/** Connects to the demo; logs nothing yet. */
export const CONNECT = `import { connect } from "spyglass-deno";
const db = await connect();
const { Electrode } = await db.schema("common_ephys");
const { ExportSelection } = await db.schema("common_usage");
db`;

/** Reads two electrodes. */
export const READ = "await Electrode`electrode_id > ${125}`.fetch()";

/** Runs until the file is there, beside the notebook. */
export function untilThere(file: string): string {
  return `while (!await Deno.stat(${
    JSON.stringify(file)
  }).catch(() => null)) await new Promise((done) => setTimeout(done, 50));
"done"`;
}
