/**
 * The benchmark tables: `deno task bench`. They report; they never fail.
 *
 * `deno task bench reads` (or `log`, `far`) measures these alone, `deno task bench slices SESSIONS ELECTRODES` slices of
 * a lab of that size; `deno task bench reference` measures them beside Spyglass, which takes minutes; `deno task bench
 * large` exports and restores a million rows.
 *
 * @module
 */
import { benchFar } from "./far_bench.ts";
import { benchLarge } from "./large_bench.ts";
import { benchLog } from "./log_bench.ts";
import { benchReads } from "./read_bench.ts";
import { benchReference } from "./reference_bench.ts";
import { benchSlices } from "./slice_bench.ts";

const [what, sessions = "2000", electrodes = "128"] = Deno.args;
const size = { sessions: Number(sessions), electrodes: Number(electrodes) };
const rounds = size.sessions > 5000 ? 3 : 5;
switch (what) {
  case "reads":
    await benchReads();
    break;
  case "log":
    await benchLog();
    break;
  case "far":
    await benchFar();
    break;
  case "slices":
    await benchSlices(size, rounds);
    break;
  case "reference":
    await benchReference(size, rounds);
    break;
  case "large":
    await benchLarge(Deno.args[1], Number(Deno.args[2] ?? 1));
    break;
  default:
    await benchReads();
    await benchLog();
    await benchFar();
    await benchSlices(size, rounds);
}
