/** A process that populates a paper again and again until it is killed: run by `bundle_test.ts`. */
import { connect } from "../../src/connect.ts";

const [socketPath, baseDir] = Deno.args;
console.log = () => {};
const db = await connect({
  socketPath: socketPath!,
  user: "root",
  baseDir: baseDir!,
});
const { Export } = await db.schema("common_usage");
const { populatePaper } = Export as unknown as {
  populatePaper(paper: { paper_id: string }): Promise<unknown>;
};
Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
while (true) await populatePaper({ paper_id: "paper1" });
