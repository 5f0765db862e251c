/** The tutorial on the demo database. */
import { makeDemo } from "../../src/demo/demo.ts";
import { freshPlace } from "./place.ts";
import { assertTutorial } from "./tutorial.ts";

Deno.test("the tutorial on the demo database gives the same numbers, and its dump restores exactly", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await assertTutorial(place);
});
