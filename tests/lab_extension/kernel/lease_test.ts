import { assertEquals } from "@std/assert";

Deno.test("Lease says that the window goes when the page does, and looks when it comes back, until it is disposed of", async () => {
  const page = new EventTarget();
  const place = globalThis as unknown as { document?: EventTarget };
  place.document = page;
  const { Lease } = await import("../../../lab-extension/src/kernel/lease.ts");
  const { now } = performance;
  let time = 0;
  performance.now = () => time;
  try {
    const done: string[] = [];
    const lease = new Lease({
      renew: () => done.push("renew"),
      leave: () => done.push("leave"),
    });
    lease.told();
    time = 30_000;
    page.dispatchEvent(new Event("visibilitychange"));
    assertEquals(done, [], "it was told not long ago");
    time = 60_000;
    page.dispatchEvent(new Event("visibilitychange"));
    assertEquals(done, ["renew"]);
    lease.told();
    lease.check();
    globalThis.dispatchEvent(new Event("pagehide"));
    assertEquals(done, ["renew", "leave"]);
    lease.dispose();
    time = 200_000;
    globalThis.dispatchEvent(new Event("pagehide"));
    page.dispatchEvent(new Event("visibilitychange"));
    assertEquals(done, ["renew", "leave"]);
  } finally {
    performance.now = now;
    delete place.document;
  }
});
