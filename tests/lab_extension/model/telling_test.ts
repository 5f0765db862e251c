import { assert, assertEquals } from "@std/assert";
import { Telling } from "../../../lab-extension/src/model/telling.ts";

/** A page whose turns end at once, and that always pauses. */
function page() {
  let now = 0;
  const told: string[] = [];
  let from = "";
  const telling = new Telling(() => told.push(`${from} at ${now}`), {
    now: () => now,
    atTurnsEnd: (work) => {
      from = "turn";
      work();
    },
    inPause: (work) => {
      from = "pause";
      work();
      // A page has two ways to come to a pause.
      work();
    },
  });
  return { telling, told, pass: (time: number) => now += time };
}

async function until(is: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!is() && Date.now() < end) await new Promise((r) => setTimeout(r, 5));
  assert(is());
}

Deno.test("Telling tells a few changes at once, and of a stream the last one, a moment later", async () => {
  const { telling, told, pass } = page();
  for (let i = 0; i < 4; i++, pass(10)) telling.often();
  assertEquals(told, [0, 10, 20, 30].map((at) => `turn at ${at}`));
  for (let i = 0; i < 50; i++) telling.often();
  assertEquals(told.length, 4);
  await until(() => told.length > 4);
  assertEquals(told.slice(4), ["pause at 40"]);
  pass(10_000);
  telling.often();
  assertEquals(told.slice(5), ["turn at 10040"]);
});

Deno.test("what somebody waits for is told at once in the middle of a stream, and the stream with it", async () => {
  const { telling, told } = page();
  for (let i = 0; i < 10; i++) telling.often();
  assertEquals(told.length, 4);
  telling.soon();
  assertEquals(told.length, 5);
  await new Promise((done) => setTimeout(done, 400));
  assertEquals(told.length, 5);
});

Deno.test("a read is told at once, however much was told that the user did", () => {
  const { telling, told } = page();
  for (let i = 0; i < 20; i++) telling.soon();
  telling.often();
  assertEquals(told.length, 21);
});
