import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../src/connection/within.ts";

Deno.test("within() tells that work has ended in time", async () => {
  assertEquals(await within(Promise.resolve("done"), 60_000), false);
});

Deno.test("within() tells that work goes on", async () => {
  const work = Promise.withResolvers<void>();
  assertEquals(await within(work.promise, 5), true);
  // Nobody waits for it any more: that it fails is nobody's business.
  work.reject(new Error("too late to tell"));
});

Deno.test({
  name: "within() throws what the work throws, and keeps no timer",
  sanitizeOps: true,
  sanitizeResources: true,
  fn: async () => {
    const work = Promise.reject(new Error("refused"));
    await assertRejects(() => within(work, 60_000), Error, "refused");
  },
});
