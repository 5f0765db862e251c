import { assertEquals } from "@std/assert";
import { shownText } from "../../lab-extension/src/words/shown.ts";

Deno.test("shownText() writes control characters as in code, also where the kernel has made pictures of them", () => {
  assertEquals(shownText("a\tb\nc\u001b[31m"), "a\\tb\\nc\\x1b[31m");
  assertEquals(shownText("␉␛[0m␡\u007f\u0000"), "\\t\\x1b[0m\\x7f\\x7f\\x00");
  assertEquals(shownText("\u202eabc"), "\\u202eabc");
});
