import { assertEquals } from "@std/assert";
import { compareTexts, textOrder } from "../../src/keys/text_order.ts";
import { below, pick, randomFrom } from "../closure/random_values.ts";

Deno.test("textOrder() is the order of the texts' units, whatever they begin with", () => {
  const random = randomFrom(7);
  for (
    const letters of [
      ["a", "b"],
      ["\0", "a", "\xff"],
      ["a", "é", "ž", "日", "🐁"],
    ]
  ) {
    for (const begin of ["", "session_2024_"]) {
      const texts = Array.from({ length: 500 }, () =>
        begin +
        Array.from({ length: below(random, 9) }, () => pick(random, letters))
          .join(""));
      assertEquals(
        Array.from(textOrder(texts), (at) => texts[at]!),
        texts.toSorted(compareTexts),
      );
    }
  }
  assertEquals([...textOrder([])], []);
  assertEquals([...textOrder(["b", "a", ""])], [2, 1, 0]);
});
