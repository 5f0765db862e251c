import { assertEquals, assertStringIncludes } from "@std/assert";
import { useLanguage } from "../../../lab-extension/src/words/language.ts";
import {
  shownBytes,
  shownCount,
  shownText,
  shownTime,
} from "../../../lab-extension/src/words/shown.ts";

Deno.test("numbers and times are written as JupyterLab's language has it", () => {
  useLanguage("de-DE", ["en-US"]);
  assertEquals(shownCount(1234567), "1.234.567");
  assertEquals(shownBytes(1_234_000), "1,2 MB");
  assertStringIncludes(shownTime("2001-02-03T12:00:00Z"), "3.2.2001");
  assertEquals(shownText("x".repeat(2000), 1), "x… (+1.999)");
  useLanguage("en", ["en-GB", "de"]);
  assertEquals(shownCount(1234567), "1,234,567");
  assertStringIncludes(shownTime("2001-02-03T12:00:00Z"), "03/02/2001");
});

Deno.test("a language that nobody speaks is English", () => {
  for (const code of ["xx-XX", "not a language", ""]) {
    useLanguage(code, []);
    assertEquals(shownCount(1234), "1,234");
  }
});
