import { assert, assertEquals } from "@std/assert";
import { RecentNotes } from "../../../src/lab/reads/recent_notes.ts";

Deno.test("RecentNotes keeps the first note of a name, and forgets the oldest beyond its characters", () => {
  const notes = new RecentNotes<number>(1000);
  for (let i = 0; i < 500; i++) notes.add(`${i}`.padStart(10, "x"), i);
  const known = Array.from({ length: 500 }, (_, i) => i)
    .filter((i) => notes.get(`${i}`.padStart(10, "x")) !== undefined);
  assert(known.length >= 50 && known.length <= 100, `${known.length}`);
  assertEquals(known.at(-1), 499);
  assertEquals(known[0], 500 - known.length);
  notes.add("xxxxxxx499", 7);
  assertEquals(notes.get("xxxxxxx499"), 499);
});
