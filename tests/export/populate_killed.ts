/** A process that is killed when its bundle is in its place, before its rows are: run by `populate_killed_test.ts`. */
import { exportsHere } from "./exports_here.ts";

const [, , ...includedNwbFiles] = Deno.args;
console.log = () => {};
const { rename } = Deno;
Deno.rename = async (from, to) => {
  await rename(from, to);
  if (String(to).endsWith("/paper1")) Deno.kill(Deno.pid, "SIGKILL");
};
const { Export } = await exportsHere();
await Export.populatePaper({ paper_id: "paper1", includedNwbFiles });
