import { assertEquals, assertRejects } from "@std/assert";
import { BusyError, Patience } from "../../../src/nwb/remote/retry_after.ts";

Deno.test("BusyError reads seconds, moments by the server's clock, and what is neither", () => {
  const wait = (headers: Record<string, string>) =>
    new BusyError("busy", new Headers(headers)).wait;
  assertEquals(wait({ "Retry-After": "7" }), 7000);
  const moment = "Wed, 01 Jan 2020 00:00:20 GMT";
  const Date = "Wed, 01 Jan 2020 00:00:15 GMT";
  assertEquals(wait({ "Retry-After": moment, Date }), 5000);
  assertEquals(wait({ "Retry-After": moment }), 0);
  assertEquals(wait({ "Retry-After": "soon" }), 0);
  assertEquals(wait({}), 0);
});

Deno.test("Patience.pause() refuses what is too long, in one wait or in all", async () => {
  const patience = new Patience(() => {});
  const after = (seconds: number) =>
    new BusyError("status 503", new Headers({ "Retry-After": `${seconds}` }));
  await assertRejects(
    () => patience.pause(after(61), 0),
    Error,
    "status 503, and asks to be left alone for 61 s",
  );
  await patience.pause(after(1), 0);
  await assertRejects(() => patience.pause(after(60), 0), Error, "60 s");
  await patience.pause(new Error("cut off"), 1);
});
