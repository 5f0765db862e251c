/** A process that populates a paper again and again until it is killed: run by `bundle_test.ts`. */
import { exportsHere } from "./exports_here.ts";

console.log = () => {};
const { Export } = await exportsHere();
Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
while (true) await Export.populatePaper({ paper_id: "paper1" });
