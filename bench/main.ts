/**
 * The benchmark tables: `deno task bench`. They report; they never fail.
 *
 * @module
 */
import { benchReads } from "./read_bench.ts";

await benchReads();
