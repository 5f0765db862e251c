import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { IntList } from "../../src/keys/int_list.ts";
import { KeySet } from "../../src/keys/key_set.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "\0", "a".repeat(127), "a".repeat(128), "é".repeat(9000)),
);

Deno.test("KeySet numbers different keys in the order they come", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text), { maxLength: 60 }),
      (keys) => {
        const set = new KeySet(2);
        const known = new Map<string, number>();
        for (const key of keys) {
          const name = JSON.stringify(key);
          if (!known.has(name)) known.set(name, known.size);
          assertEquals(set.add(key), known.get(name));
        }
        // What is only looked for does not stay, however long it is.
        assertEquals(set.indexOf(["nobody", "\u{1f42d}".repeat(5000)]), -1);
        assertEquals(set.size, known.size);
        for (const [name, index] of known) {
          assertEquals(set.at(index), JSON.parse(name));
          assertEquals(set.indexOf(JSON.parse(name)), index);
        }
      },
    ),
  );
});

Deno.test("KeySet gives the distinct texts at a place, and which of them each key has", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), {
        maxLength: 40,
      }),
      fc.integer({ min: 0, max: 2 }),
      (texts, skip) => {
        for (const width of [1, 2, 3]) {
          const keys = texts.filter((key) => key.length === width);
          const set = new KeySet(width);
          for (const key of keys) set.add(key);
          const indexes = Int32Array.from({ length: set.size }, (_, at) => at)
            .filter((at) => skip === 0 || at % 3 === skip).toReversed();
          for (let place = 0; place < width; place++) {
            const { texts: packed, which } = set.distinct(indexes, place);
            const texts = [...packed];
            assertEquals(
              Array.from(which, (at) => texts[at]),
              Array.from(indexes, (index) => set.at(index)[place]),
            );
            assertEquals(new Set(texts).size, texts.length);
          }
        }
      },
    ),
  );
});

Deno.test("KeySet unpacks many keys of one text", () => {
  const set = new KeySet(1);
  const texts = Array.from(
    { length: 30_000 },
    (_, at) => at === 9_000 ? "é" : `session_${at}`,
  );
  for (const text of texts) set.add([text]);
  const all = Int32Array.from(texts, (_, at) => at);
  assertEquals([...set.distinct(all, 0).texts], texts);
});

Deno.test("KeySet keeps texts apart that would be equal when joined", () => {
  const set = new KeySet(2);
  assertEquals(set.add(["a", "bc"]), 0);
  assertEquals(set.add(["ab", "c"]), 1);
  assertEquals(set.indexOf(["abc", ""]), -1);
});

Deno.test("KeySet finds each of 200,000 keys", () => {
  const set = new KeySet(2);
  for (let at = 0; at < 200_000; at++) {
    set.add([`session_${at >> 7}`, String(at)]);
  }
  assertEquals(set.size, 200_000);
  assertEquals(set.at(199_999), ["session_1562", "199999"]);
  assertEquals(set.indexOf(["session_3", "500"]), 500);
});

Deno.test("KeySet refuses keys of another width, and numbers that it has not given", () => {
  const set = new KeySet(1);
  assertThrows(() => set.add(["a", "b"]), RangeError, "wanted 1");
  assertThrows(() => set.at(0), RangeError, "holds 0");
  assertThrows(() => set.at(NaN), RangeError);
});

Deno.test("IntList grows as numbers are set", () => {
  const list = new IntList();
  list.push(7);
  list.set(100, -1);
  assertEquals([list.length, list.at(0), list.at(50), list.at(100)], [
    101,
    7,
    0,
    -1,
  ]);
  assertEquals([...list.slice(99)], [0, -1]);
  list.clear();
  assertEquals(list.length, 0);
});
