import { assert, assertEquals } from "@std/assert";
import { visibleText } from "../../src/present/visible_text.ts";
import { HOSTILE } from "./hostile.ts";

Deno.test("visibleText() shows control characters and keeps ordinary text", () => {
  assertEquals(visibleText("a\0b\tc\nd\u007fe\u009bf", 100), "a␀b␉c␊d␡e\\x9bf");
  assertEquals(
    visibleText("\u202etxt\u2028\ufeff", 100),
    "\\u202etxt\\u2028\\ufeff",
  );
  assertEquals(visibleText("µ 神経 👩‍👧 é", 100), "µ 神経 👩‍👧 é");
});

Deno.test("visibleText() does not cut a character in two", () => {
  assertEquals(visibleText("ab🧠cd", 3), "ab…");
  assertEquals(visibleText("ab🧠cd", 4), "ab🧠…");
  assertEquals(visibleText("abc", 3), "abc");
});

Deno.test("visibleText() is one line, well formed and short, whatever comes in", () => {
  for (const text of HOSTILE) {
    const shown = visibleText(text, 50);
    assert(shown.isWellFormed() && !/\p{Cc}/u.test(shown));
    assert(shown.length <= 50 * 10 + 1);
  }
});
