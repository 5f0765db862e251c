import { assert, assertEquals } from "@std/assert";
import { WhenQuiet } from "../../src/lab/when_quiet.ts";
import { soon } from "./front_end.ts";

Deno.test("work waits until it is quiet, and is done once", async () => {
  let done = 0;
  const quiet = new WhenQuiet(30, () => Promise.resolve(void done++));
  for (let i = 0; i < 5; i++) quiet.ask();
  await soon("the work", () => done > 0 || undefined);
  await new Promise((end) => setTimeout(end, 60));
  assertEquals(done, 1);
});

Deno.test("where it never becomes quiet, the work is done all the same, again and again; what is forgotten is not", async () => {
  let done = 0;
  const quiet = new WhenQuiet(5000, () => Promise.resolve(void done++), 50);
  const begun = performance.now();
  while (done < 3 && performance.now() - begun < 4000) {
    quiet.ask();
    await new Promise((end) => setTimeout(end, 5));
  }
  assertEquals(done, 3);
  assert(performance.now() - begun >= 100);
  quiet.ask();
  quiet.stop();
  await new Promise((end) => setTimeout(end, 80));
  assertEquals(done, 3);
});
