/**
 * The benchmark tables: `deno task bench`. They report; they never fail.
 *
 * `deno task bench slices SESSIONS ELECTRODES` measures slices of a lab of that size alone.
 *
 * @module
 */
import { benchLog } from "./log_bench.ts";
import { benchReads } from "./read_bench.ts";
import { benchSlices } from "./slice_bench.ts";

const [what, sessions = "2000", electrodes = "128"] = Deno.args;
const size = { sessions: Number(sessions), electrodes: Number(electrodes) };
if (what !== "slices") {
  await benchReads();
  await benchLog();
}
await benchSlices(size, size.sessions > 5000 ? 3 : 5);
