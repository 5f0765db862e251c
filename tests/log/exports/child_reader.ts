/** A process that reads a session into the export it inherits: run by `included_sessions_test.ts`. */
import { connect } from "../../../src/connect.ts";

const [socketPath] = Deno.args;
await using db = await connect({ socketPath: socketPath!, user: "root" });
const trial = await db.table("lab.trial");
await trial.and({ nwb_file_name: "b_.nwb" }).rows();
