import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { nameOf, stringValue, tokenize } from "../../src/sql/tokens.ts";
import { loadSql, testServer } from "../setup.ts";

Deno.test("tokenize() cuts a condition without losing a character", () => {
  const text = "a_1 >= 1.5e-3 AND `b``c` LIKE 'it''s\\'' OR \"x\" = @v+0x1F";
  const tokens = tokenize(text);
  assertEquals(tokens.map((token) => token.text).join(""), text);
  assertEquals(
    tokens.filter((token) => token.kind !== "space")
      .map(({ kind, text }) => `${kind} ${text}`),
    [
      "word a_1",
      "symbol >",
      "symbol =",
      "number 1.5e-3",
      "word AND",
      "quotedName `b``c`",
      "word LIKE",
      "string 'it''s\\''",
      "word OR",
      'doubleQuoted "x"',
      "symbol =",
      "variable @v",
      "symbol +",
      "number 0x1F",
    ],
  );
});

Deno.test("tokenize() refuses what could change the meaning of the text around it", () => {
  for (
    const text of [
      "a = 'open",
      'a = "open',
      "a = `open",
      "a = 'x\\'",
      "(a = 1",
      "a = 1)",
      "a = 1) OR (b = 2",
      "a = 1 -- rest",
      "a = 1 --",
      "a = 1 --\n",
      "a = 1 --\x01",
      "a = 1 # rest",
      "a = 1 /* rest */",
      "a = 1 /*! OR 1=1 */",
      "a = 1; DROP TABLE x",
      "``",
      "a = 'x\0y'",
      "a = \x01 1",
      "@'open",
      "@",
    ]
  ) {
    const error = assertThrows(() => tokenize(text), SyntaxError);
    assert(error.message.startsWith("Cannot use a restriction: found"), text);
  }
});

Deno.test("tokenize() lets pass what only looks dangerous", () => {
  for (
    const text of [
      "a = '-- x'",
      "a = '/* x */; #'",
      'a = ")("',
      "a--1 > 0",
      "`a;b` = 1",
      "a = '(' OR b = ')'",
      "a = 'x''y' AND c = \"p\"\"q\"",
      "@'a (b' = 1",
      "größe > 1",
      "a\t=\r\n1",
      "",
    ]
  ) {
    assertEquals(tokenize(text).map((token) => token.text).join(""), text);
  }
});

Deno.test("tokenize() takes the quotes of a variable's name for quotes", () => {
  // Else the parenthesis inside would count, and the one behind would not.
  assertEquals(tokenize("@'x) OR ('").length, 1);
  assertThrows(() => tokenize("@'x' )"), SyntaxError, "a ) without its (");
});

Deno.test("tokenize() never backtracks, however long the text", () => {
  const long = "'" + "a\\'b''".repeat(500_000) + "'";
  assertEquals(tokenize(`x = ${long}`).length, 5);
  assertThrows(() => tokenize("'" + "''".repeat(500_000)), SyntaxError);
});

Deno.test("tokenize() never fails but with a SyntaxError, and keeps every character", () => {
  const unit = fc.constantFrom(
    ..."'\"`\\()@#;-/*. \n\0aZ_09é😀%=,[]{}:&".split(""),
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      try {
        assertEquals(tokenize(text).map((token) => token.text).join(""), text);
      } catch (error) {
        assert(error instanceof SyntaxError);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("stringValue() resolves escapes as the server does", async () => {
  const unit = fc.constantFrom(..."'\"\\%_nrtbZ0axé".split(""));
  const bodies = fc.sample(fc.string({ unit, maxLength: 8 }), 400);
  const literals = bodies.flatMap((body) => [`'${body}'`, `"${body}"`])
    .filter((text) => {
      try {
        return tokenize(text).length === 1;
      } catch {
        return false;
      }
    });
  assert(literals.length > 100);
  const sql = literals.map((text) => `SELECT HEX(${text});`).join("\n");
  const said = (await loadSql(testServer(), `SET sql_mode = '';\n${sql}`))
    .split("\n");
  const encoder = new TextEncoder();
  for (const [i, text] of literals.entries()) {
    const hex = encoder.encode(stringValue(text)).toHex().toUpperCase();
    assertEquals(hex, said[i], text);
  }
});

Deno.test("nameOf() resolves back-quotes", () => {
  assertEquals(tokenize("`a``b` c").map(nameOf), ["a`b", " ", "c"]);
});
