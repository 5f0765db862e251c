/**
 * Reads a remote file in a process of its own, and prints the sum of its values. Arguments: the address and the folder of
 * the blocks.
 *
 * @module
 */
import { openRemoteNwb } from "../../../src/nwb/file.ts";
import { endRangeThread } from "../../../src/nwb/remote/range_thread.ts";

const [url, cacheFolder] = Deno.args;
using nwb = await openRemoteNwb({
  url: url!,
  label: "far.nwb",
  cacheFolder: cacheFolder!,
});
const { data } = nwb.series("/series").slice();
console.log((data as Int16Array).reduce((sum, value) => sum + value, 0));
await endRangeThread();
