import { assertEquals } from "@std/assert";
import { LastWords } from "../../../lab-extension/src/kernel/last_words.ts";
import type { State } from "../../../src/lab/messages.d.ts";

const STARTING = { said: ['Starting {"export_id":1}'], active: 1 };

function state(active: number | null, kernel = "k"): State {
  return {
    kernel,
    active: active === null ? null : { export_id: active },
  } as State;
}

function saidAfter(...states: readonly (State | null)[]): number {
  const words = new LastWords();
  words.hear(STARTING, state(null));
  for (const one of states) words.look(one);
  return words.said.length;
}

Deno.test("LastWords keeps what was said while the state of before, and then the one that it is about, comes", () => {
  assertEquals(saidAfter(), 1);
  assertEquals(saidAfter(state(null), state(1), state(1)), 1);
});

Deno.test("LastWords forgets what was said once the process has ended, or another export or none is active", () => {
  assertEquals(saidAfter(state(1), null), 0);
  assertEquals(saidAfter(state(1), state(1, "restarted")), 0);
  assertEquals(saidAfter(state(1), state(2)), 0);
  assertEquals(saidAfter(state(null), state(1), state(null)), 0);
});

Deno.test("LastWords forgets what no state has confirmed for long", () => {
  const { now } = performance;
  let time = 0;
  performance.now = () => time;
  try {
    const words = new LastWords();
    words.hear(STARTING, state(null));
    time = 10_000;
    assertEquals(words.look(state(null)), true);
    assertEquals(words.said, []);
  } finally {
    performance.now = now;
  }
});

Deno.test("LastWords keeps what it has where a reply says nothing", () => {
  const words = new LastWords();
  words.hear(STARTING, state(1));
  for (const value of [undefined, null, 7, {}, { said: [], active: 1 }]) {
    assertEquals(words.hear(value, state(1)), false);
  }
  assertEquals(words.said.length, 1);
});
