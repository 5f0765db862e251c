/**
 * The benchmark tables: `deno task bench`. They report; they never fail.
 *
 * @module
 */
import { benchLog } from "./log_bench.ts";
import { benchReads } from "./read_bench.ts";

await benchReads();
await benchLog();
