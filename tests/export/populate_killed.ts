/** A process that is killed when its bundle is in its place, before its rows are: run by `populate_killed_test.ts`. */
import { connect } from "../../src/connect.ts";
import type { ExportCommands } from "../../src/export/commands/export_commands.ts";

const [socketPath, baseDir, ...includedNwbFiles] = Deno.args;
console.log = () => {};
const { rename } = Deno;
Deno.rename = async (from, to) => {
  await rename(from, to);
  if (String(to).endsWith("/paper1")) Deno.kill(Deno.pid, "SIGKILL");
};
const db = await connect({
  socketPath: socketPath!,
  user: "root",
  baseDir: baseDir!,
});
const { Export } = await db.schema("common_usage");
const { populatePaper } = Export as unknown as ExportCommands;
await populatePaper({ paper_id: "paper1", includedNwbFiles });
