import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { restrictionParts } from "../../../src/export/slice/restriction_parts.ts";
import { textLiteral } from "../../../src/sql/literal.ts";

/** These alternatives, as they are stored. */
function whole(texts: readonly string[]): string {
  return `(${texts.map((text) => `(${text})`).join("OR")})`;
}

Deno.test("restrictionParts() cuts at the outermost OR alone, whatever stands in quotes", () => {
  const value = fc.oneof(
    fc.integer().map(String),
    fc.constantFrom(")OR(", "it's", "a\\_b", "`", '"', "--", "/*", "é", "((")
      .map(textLiteral),
  );
  const condition = fc.oneof(
    value.map((value) => `\`a)OR(b\`=${value}`),
    fc.array(value, { minLength: 1, maxLength: 9 })
      .map((values) => `(\`a\` IN (${values}) OR \`b\`+0=1e-05)`),
  );
  const several = fc.array(condition, { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(several, fc.integer({ min: 1, max: 300 }), (texts, longest) => {
      const parts = restrictionParts(whole(texts), longest);
      if (whole(texts).length > longest) assert(parts.length > 1);
      let left = texts;
      for (const part of parts) {
        const count = left.findIndex((_, at) =>
          part === whole(left.slice(0, at + 1))
        ) + 1;
        assert(
          count === 1 || count > 1 && part.length <= longest ||
            parts.length === 1,
          part,
        );
        left = left.slice(count);
      }
      assertEquals(left, []);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("restrictionParts() leaves what may mean something else as it is", () => {
  for (
    const text of [
      "(`a`=1)",
      "(`a`=1 OR (`b`=2))",
      "((`a`=1)AND(`b`=2))",
      "((`a`=1)or(`b`=2))",
      "((`a`=1)OR(`b`=2)OR)",
      "((`a`=1)(`b`=2))",
      "((`a`=1)OR(`b`=2))AND(TRUE)",
      "((`a`=1)OR(`b`=2))OR((`a`=1)OR(`b`=2))",
      "(NOT(`a`=1)OR(`b`=2))",
      "((`a`='\\')OR(')OR(`b`=2))",
      '((`a`=")OR(")OR(`b`=2))',
      "((`a`=1 -- )OR(\n)OR(`b`=2))",
      "((`a`=1 # )OR(\n)OR(`b`=2))",
      "((`a`=1 /* )OR( */)OR(`b`=2))",
      "((`a`=1)OR(`b`='2))",
      "((`a`=1)OR(`b`=2",
    ]
  ) assertEquals(restrictionParts(text, 1), [text]);
});
