import { assertEquals } from "@std/assert";
import { fitToWidth, textWidth } from "../../src/present/text_width.ts";

Deno.test("textWidth() counts columns, not characters", () => {
  assertEquals(
    ["", "abc", "神経", "e\u0301", "👩‍👩‍👧", "…", "한글", "ｶﾅ"].map(textWidth),
    [0, 3, 4, 1, 2, 1, 4, 2],
  );
});

Deno.test("fitToWidth() gives exactly the width", () => {
  for (const text of ["", "ab", "abcdefgh", "神経科学", "👩‍👩‍👧a👩‍👩‍👧b"]) {
    for (const width of [1, 2, 3, 5, 9]) {
      assertEquals(
        textWidth(fitToWidth(text, width, "left")),
        width,
        `${text} in ${width}`,
      );
    }
  }
});
