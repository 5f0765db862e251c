import { assertEquals } from "@std/assert";
import { importsOf } from "../../scripts/rules/imports.ts";
import { functionsOf } from "../../scripts/rules/functions.ts";
import { blanked, lineAt, piecesOf } from "../../scripts/rules/source.ts";

function texts(source: string, kind: string): string[] {
  return piecesOf(source).filter((piece) => piece.kind === kind)
    .map(({ start, end }) => source.slice(start, end));
}

Deno.test("piecesOf() tells comments, texts and code apart", () => {
  assertEquals(texts("a // b 'c'\n/* d ` */ e", "comment"), [
    "// b 'c'",
    "/* d ` */",
  ]);
  assertEquals(texts(`x("it's // no", 'a\\'b')`, "text"), [
    `"it's // no"`,
    `'a\\'b'`,
  ]);
});

Deno.test("piecesOf() follows templates into their expressions and back", () => {
  const source = "f(`a ${ { b: `c ${d} // e` } } f`) // g";
  assertEquals(texts(source, "text"), ["`a ${", "`c ${", "} // e`", "} f`"]);
  assertEquals(texts(source, "comment"), ["// g"]);
});

Deno.test("piecesOf() tells a regular expression from a division", () => {
  assertEquals(texts("a = b / c / d", "text"), []);
  assertEquals(texts("a = /['\"`/]\\// .test(b) / 2 // c", "text"), [
    "/['\"`/]\\//",
  ]);
  assertEquals(texts("return /x'/g", "text"), ["/x'/"]);
});

Deno.test("blanked() keeps places and the ends of texts", () => {
  assertEquals(blanked("a('b\\n') // c", ["comment", "text"]), "a('   ')     ");
  assertEquals(blanked("a /* b\nc */ d", ["comment"]), "a     \n     d");
});

Deno.test("lineAt() counts from 1", () => {
  assertEquals([0, 1, 2, 3].map((index) => lineAt("a\n\nb", index)), [
    1,
    1,
    2,
    3,
  ]);
});

Deno.test("importsOf() reads every form, and nothing that only looks like one", () => {
  const source = `
import a, { type B } from "./a.ts";
import type { C, D } from './b.ts';
import type * as E from "./c.ts";
import "./d.ts";
export {
  f, // from "./no.ts"
} from "./e.ts";
const g = await import("./f.ts");
// import "./no.ts";
const h = 'import "./no.ts"', i = \`export * from "./no.ts"\`;
export const from = "./no.ts";
object.import("./no.ts");
`;
  assertEquals(
    importsOf(source).map((
      { specifier, line, typeOnly },
    ) => [specifier, line, typeOnly]),
    [
      ["./a.ts", 2, false],
      ["./b.ts", 3, true],
      ["./c.ts", 4, true],
      ["./d.ts", 5, false],
      ["./e.ts", 8, false],
      ["./f.ts", 9, false],
    ],
  );
});

Deno.test("functionsOf() counts the lines of functions and methods", () => {
  const source = `export function a(
  b: { c: number } = { c: 1 },
): Promise<{ d: string }> {
  if (b) {
    e({ f: "}" });
  }
}
class G {
  async #h<T>(i: T): Promise<T | { j: 1 }> {
    return i;
  }
  k(l) { m(); }
}
interface N { o(p: string): { q: 1 }; }
`;
  assertEquals(
    functionsOf(source).map(({ name, line, lines }) => [name, line, lines]),
    [
      ["a", 1, 7],
      ["#h", 9, 3],
      ["k", 12, 1],
    ],
  );
});
