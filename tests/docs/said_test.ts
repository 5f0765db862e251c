import { assert, assertEquals } from "@std/assert";
import { demoExamples, isSaid, statementsOf } from "./examples.ts";

Deno.test("isSaid() takes … for anything and leaves spaces out, and refuses every other difference", () => {
  const made = "SELECT a,\n  b FROM `s`.`t` WHERE (a > 1)";
  assert(isSaid("SELECT a, b FROM `s`.`t` WHERE (a > 1)", made));
  assert(isSaid("SELECT … FROM `s`.`t` …", made));
  for (
    const wrong of [
      "SELECT a, b FROM `s`.`t`",
      "SELECT a FROM `s`.`t` WHERE (a > 1)",
      "SELECT … FROM `s`.`u` …",
      "SELECT a, b FROM `s`.`t` WHERE (a > 2)",
      "SELECT a, b FROM `s`.`t` WHERE (a . 1)",
    ]
  ) {
    assert(!isSaid(wrong, made), wrong);
  }
});

Deno.test("statementsOf() gives each statement the SQL behind it, over several lines, and no other comment", () => {
  const code = `const few = T.and("a; b"); // SELECT *
// FROM t
class A { static a = \`;\`; }
await few.rows(); // 2
// INSERT INTO a
// DELETE FROM b
for (const a of b) {
  a();
}
// COMMIT`;
  assertEquals(
    statementsOf(code).map(({ code, sql }) => [
      code.replace(/^(?:\s*\/\/.*)+/, "").trim().slice(0, 9),
      sql,
    ]),
    [
      ["const few", ["SELECT * FROM t"]],
      ["class A {", []],
      ["await few", ["INSERT INTO a", "DELETE FROM b"]],
      ["for (cons", ["COMMIT"]],
      ["", []],
    ],
  );
});

Deno.test("statementsOf() gives the value that the first comment behind a statement says, if it is one", () => {
  const code = `a(); // { b: [1, "c"] }
// 2
d(); // 3 rows
e(); // "f…"
g();
// "h"`;
  assertEquals(statementsOf(code).map(({ value }) => value), [
    '{"b":[1,"c"]}',
    null,
    null,
    '"h"',
    null,
  ]);
});

Deno.test("demoExamples() finds the examples of doc comments that are marked, with their lines", () => {
  const source = `/**
 * A.
 *
 * \`\`\`ts
 * no();
 * \`\`\`
 */
class A {
  /**
   * \`\`\`ts demo ignore
   * yes();
   *   1;
   * \`\`\`
   */
}`;
  assertEquals(demoExamples("a.ts", source), [
    { place: "a.ts:11", code: "yes();\n  1;" },
  ]);
});
