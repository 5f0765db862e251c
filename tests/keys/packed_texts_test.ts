import { assertEquals } from "@std/assert";
import { KeySet } from "../../src/keys/key_set.ts";
import { PackedTexts } from "../../src/keys/packed_texts.ts";
import { below, pick, randomFrom } from "../closure/random_values.ts";

function packed(texts: readonly string[]): PackedTexts {
  const set = new KeySet(1);
  for (const text of texts) set.add([text]);
  return new PackedTexts(set);
}

Deno.test("PackedTexts are put in the order of their bytes, whatever they begin with", () => {
  const random = randomFrom(7);
  for (
    const letters of [
      ["a", "b"],
      ["\0", "a", "\x7f"],
      ["a", "é", "ž", "日", "🐁"],
    ]
  ) {
    for (const begin of ["", "session_2024_", "x".repeat(200)]) {
      const texts = new Set(Array.from({ length: 500 }, () =>
        begin +
        Array.from({ length: below(random, 9) }, () => pick(random, letters))
          .join("")));
      const given = packed([...texts]);
      assertEquals([...given], [...texts]);
      assertEquals(
        [...given.reordered(given.order()!)],
        [...texts].sort(byBytes),
      );
    }
  }
  assertEquals(packed([]).order(), null);
  assertEquals(packed(["", "a", "ab", "b"]).order(), null);
  assertEquals([...packed(["b", "a", ""]).order()!], [2, 1, 0]);
});

function byBytes(a: string, b: string): number {
  const encoder = new TextEncoder();
  const [one, other] = [encoder.encode(a).toHex(), encoder.encode(b).toHex()];
  return one < other ? -1 : one > other ? 1 : 0;
}
