import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { escapeHtml, Html, markup } from "../../src/present/html.ts";
import { HOSTILE } from "./hostile.ts";

Deno.test("escapeHtml() leaves nothing that ends a text or a quoted attribute", () => {
  for (const text of HOSTILE) {
    const escaped = escapeHtml(text);
    assert(
      !/[<>"'`]|&(?!(?:amp|lt|gt|quot|#39|#96);)/.test(escaped),
      text.slice(0, 80),
    );
    assert(escaped.isWellFormed());
  }
});

Deno.test("escapeHtml() can be undone: nothing but broken characters is lost", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assertEquals(unescape(escapeHtml(text)), text);
  }));
});

Deno.test("escapeHtml() replaces what no document may hold", () => {
  assertEquals(
    escapeHtml("a\0b\u001bc\ud800d\uffffe\rf"),
    "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf",
  );
  assertEquals(escapeHtml("tab\tand\nnewline"), "tab\tand\nnewline");
});

Deno.test("markup`` escapes values and takes markup as it is", () => {
  const inner = markup`<b>${"<"}</b>`;
  assertEquals(
    String(markup`<p title="${'"'}">${[inner, "&", 1, 2n, null]}</p>`),
    '<p title="&quot;"><b>&lt;</b>&amp;12</p>',
  );
});

Deno.test("markup`` does not take a look-alike for markup", () => {
  const fake = { toString: () => "<script>" } as unknown as string;
  assertEquals(String(markup`${fake}`), "&lt;script&gt;");
});

Deno.test("Html cannot be made of text", () => {
  assertThrows(
    () => new Html(Symbol("markup"), "<script>"),
    TypeError,
    "Cannot make Html",
  );
});

function unescape(html: string): string {
  const characters: Record<string, string> = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&#96;": "`",
  };
  return html.replace(/&[#\w]+;/g, (entity) => characters[entity] ?? entity);
}
