import { assert, assertEquals, assertMatch } from "@std/assert";
import { problemDuring } from "../../src/lab/answering.ts";

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** What was told while some work went on, and what it gave. */
async function watching(
  work: () => Promise<unknown>,
  ask: () => Promise<unknown>,
) {
  const told: string[] = [];
  const tell = (problem: string) => void told.push(problem);
  const given = await problemDuring(work(), { label: "a server", ask, tell });
  return { told, given };
}

Deno.test("a server that works long and answers beside is no problem", async () => {
  const { told, given } = await watching(() => pause(900), () => pause(5));
  assertEquals([told, given], [[], null]);
});

Deno.test("a server that refuses is no silent one: what it says is the problem", async () => {
  const refuse = () => Promise.reject(new Error("away"));
  const { told, given } = await watching(refuse, () => pause(5));
  assertEquals([told, given], [[], "away"]);
});

Deno.test("a server that says nothing is told within half a second, then each second, until it answers", async () => {
  const { told, given } = await watching(
    () => pause(2700),
    () => new Promise(() => {}),
  );
  assertEquals(told[0], "a server does not answer");
  assertMatch(told.at(-1)!, /^a server has not answered for [2-9] seconds$/);
  assertEquals(given, null);
});

Deno.test("a process that was busy itself does not blame the server", async () => {
  const work = async () => {
    await pause(100);
    const end = performance.now() + 1200;
    while (performance.now() < end);
    await pause(0);
  };
  const { told } = await watching(work, () => new Promise(() => {}));
  assert(told.length === 0, told.join());
});
