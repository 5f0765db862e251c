/** A process that verifies a paper where its surroundings are others: run by `full_disk_test.ts`. */
import { connect } from "../../../src/connect.ts";
import type { ExportCommands } from "../../../src/export/commands/export_commands.ts";

const [socketPath, baseDir, paper_id] = Deno.args;
const db = await connect({
  socketPath: socketPath!,
  user: "root",
  baseDir: baseDir!,
});
const { Export } = await db.schema("common_usage");
const { verify } = Export as unknown as ExportCommands;
const said = await verify({ paper_id: paper_id! }).then(
  ({ ok }) => `ok: ${ok}`,
  (error: Error) => `${error.name}: ${error.message}`,
);
await db.close();
console.log(said);
