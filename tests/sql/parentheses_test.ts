import { assertEquals } from "@std/assert";
import { closing, outermost } from "../../src/sql/parentheses.ts";
import { tokenize } from "../../src/sql/tokens.ts";

Deno.test("closing() gives the parenthesis that closes one, past those inside and in texts", () => {
  const text = "f(a, (b), ')') + g(c)";
  const tokens = tokenize(text);
  const open = tokens.findIndex((token) => token.text === "(");
  const end = closing(tokens, open);
  const inside = tokens.slice(open, end + 1).map((token) => token.text).join(
    "",
  );
  assertEquals(inside, "(a, (b), ')')");
});

Deno.test("closing() of one that is left open is behind the last token", () => {
  assertEquals(closing([{ text: "(" }, { text: "a" }], 0), 2);
});

Deno.test("outermost() gives the places outside of all parentheses", () => {
  const tokens = tokenize("a, f(b, (c)), d");
  const texts = outermost(tokens).map((at) => tokens[at]!.text);
  assertEquals(texts, ["a", ",", " ", "f", ",", " ", "d"]);
});
