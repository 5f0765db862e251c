import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkSize } from "../../scripts/check_size.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

const LONG = `function long() {\n${"  more();\n".repeat(50)}}\n`;

Deno.test("checkSize() finds files over 300 lines and warns of functions over 50", async () => {
  const { wrong, warnings } = await inProject({
    "src/a.ts": "x;\n".repeat(300),
    "src/b/b.ts": "x;\n".repeat(301),
    "tests/c.py": "x\n".repeat(400),
    "src/d.ts": `\n${LONG}`,
    "src/data.json": "1\n".repeat(400),
    "lab-extension/e.ts": "x;\n".repeat(400),
  }, checkSize);
  assertEquals(wrong.map(told), [
    "src/b/b.ts:301: 301 lines, wanted 300 at most; split it by ideas",
    "tests/c.py:400: 400 lines, wanted 300 at most; split it by ideas",
  ]);
  assertEquals(warnings.map(told), [
    "src/d.ts:2: warning: long() has 52 lines",
  ]);
});

Deno.test("check_size.ts passes with warnings only", async () => {
  const { code, printed } = await runRule("check_size.ts", {
    "src/d.ts": LONG,
  });
  assertEquals(code, 0);
  assertStringIncludes(printed, "warning: long() has 52 lines");
  assertEquals(
    (await runRule("check_size.ts", { "src/b.ts": "x;\n".repeat(301) })).code,
    1,
  );
});
