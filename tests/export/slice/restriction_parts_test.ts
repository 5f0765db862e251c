import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { restrictionParts } from "../../../src/export/slice/restriction_parts.ts";
import { textLiteral } from "../../../src/sql/literal.ts";

/** What the parts hold together. */
function alternatives(parts: readonly string[]): string {
  return parts.map((part) => part.slice(1, -1)).join("OR");
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
      const whole = `(${texts.map((text) => `(${text})`).join("OR")})`;
      const parts = restrictionParts(whole, longest);
      assertEquals(`(${alternatives(parts)})`, whole);
      if (whole.length > longest) assert(parts.length > 1);
      for (const part of parts) {
        const isOne = texts.includes(part.slice(2, -2));
        assert(isOne || part.length <= longest, part);
      }
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
