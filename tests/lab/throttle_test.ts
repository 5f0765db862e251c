import { assert, assertEquals } from "@std/assert";
import { Throttle } from "../../src/lab/throttle.ts";

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

Deno.test("Throttle does the first wish at once, the others together, and the last one always", async () => {
  const seen: number[] = [];
  let wish = 0;
  const throttle = new Throttle(async () => {
    seen.push(wish);
    return await Promise.resolve(0);
  }, { interval: 300, share: 1 });
  wish = 1;
  throttle.ask();
  assertEquals(seen, [1]);
  for (wish = 2; wish < 100; wish++) throttle.ask();
  while (seen.length < 2) await pause(20);
  await pause(50);
  assertEquals(seen, [1, 100]);
});

Deno.test("Throttle does what costs much less often, however long it waits for others", async () => {
  let count = 0;
  const throttle = new Throttle(async () => {
    count++;
    await pause(1);
    return 40;
  }, { interval: 1, share: 0.2 });
  const end = performance.now() + 400;
  while (performance.now() < end) {
    throttle.ask();
    await pause(2);
  }
  throttle.stop();
  await throttle.flush();
  // Two hundred milliseconds apart at least, however slow the machine.
  assert(count <= 4, `${count} times`);
});

Deno.test("Throttle.flush() does what is wished now, and a failure ends nothing", async () => {
  let count = 0;
  const throttle = new Throttle(() => {
    count++;
    return Promise.reject(new Error("broken"));
  }, { interval: 10_000, share: 1 });
  throttle.ask();
  await throttle.flush();
  throttle.ask();
  assertEquals(count, 1);
  await throttle.flush();
  assertEquals(count, 2);
  throttle.ask();
  throttle.stop();
  assertEquals(count, 2);
});

Deno.test("Throttle fulfils a few wishes in a row at once, then again not too often", async () => {
  const times: number[] = [];
  const throttle = new Throttle(() => {
    times.push(performance.now());
    return Promise.resolve(0);
  }, { interval: 200, share: 1, burst: 3 });
  const begun = performance.now();
  for (let i = 0; i < 3; i++) {
    throttle.ask();
    assertEquals(times.length, i + 1, "at once, before anything else is done");
    await Promise.resolve();
    await throttle.flush();
  }
  throttle.ask();
  assertEquals(times.length, 3);
  while (times.length < 4) await new Promise((done) => setTimeout(done, 5));
  assert(times[3]! - begun >= 195, `${times[3]! - begun} ms`);
});
