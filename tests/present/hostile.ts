/** Values that try to become markup, move the cursor, or make a page too big; used by the tests of this folder. */
import { assert, assertMatch } from "@std/assert";

/** Texts that must only ever be seen. */
export const HOSTILE: readonly string[] = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(1)</script>",
  "<!-- -->",
  "<![CDATA[x]]>",
  '" onmouseover="alert(1)',
  "' onmouseover='alert(1)",
  "` onmouseover=`alert(1)",
  "</td></tr></table><h1>",
  "&lt;b&gt; &amp; &#60;",
  "${x} {{x}}",
  "javascript:alert(1)",
  "\u001b[31mred\u001b[0m\u0007\u009b31m",
  "a\0b\r\nc\td\u2028e",
  "\u202etxt.exe\u2066",
  "\ud800 lone \udc00 surrogates",
  "\ufffe\uffff",
  "https://example.org/?a=1&b=<2>",
  "e\u0301".repeat(3) + "👩‍👩‍👧‍👦神経",
  "=BLOB=",
  "NULL",
  "",
  "x".repeat(1_000_000),
  "<".repeat(1_000_000),
  "\u0301".repeat(100_000),
];

/** The tags of a piece of HTML, attributes and all; fails where it is not well formed. */
export function tagsOf(html: string): string[] {
  assertMatch(html, WELL_FORMED);
  return html.match(/<[^>]*>/g) ?? [];
}

/** The tags without the values of their attributes: what a hostile value must not change. */
export function shapeOf(html: string): string {
  return tagsOf(html).map((tag) => tag.replace(/="[^"]*"/g, "=…")).join("");
}

/** Fails where a page could run, load or colour anything that an untrusted notebook takes away. */
export function assertInert(html: string): void {
  for (const tag of tagsOf(html)) {
    const [, name = "", attributes = ""] = TAG.exec(tag) ?? [];
    assert(ALLOWED_TAGS.has(name), `tag: ${tag.slice(0, 200)}`);
    for (
      const [, attribute = "", value = ""] of attributes.matchAll(ATTRIBUTE)
    ) {
      assert(
        ALLOWED_ATTRIBUTES.has(attribute),
        `attribute: ${tag.slice(0, 200)}`,
      );
      assert(
        !(attribute === "style" && /var\(|url\(/.test(value)),
        tag.slice(0, 200),
      );
      assert(
        attribute !== "src" ||
          /^data:image\/svg\+xml;base64,[\w+/=]+$/.test(value),
      );
    }
  }
  assert(!INVISIBLE.test(html), "a control character came through");
  assert(html.isWellFormed());
}

const WELL_FORMED = /^(?:[^<>]|<\/?[a-z0-9]+(?: [a-z-]+="[^"<>]*")*>)*$/;
const TAG = /^<\/?([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>$/;
const ATTRIBUTE = / ([a-z-]+)="([^"]*)"/g;
const ALLOWED_TAGS = new Set(
  "div table caption thead tbody tr th td p b u i ul li details summary img"
    .split(" "),
);
const ALLOWED_ATTRIBUTES = new Set(
  "class scope title align style alt src width".split(" "),
);
const INVISIBLE = /[[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]--\n]/v;
