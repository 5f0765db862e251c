import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkPaths } from "../../scripts/check_paths.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

Deno.test("checkPaths() finds names of files that are nowhere, in documents and comments", async () => {
  const found = await inProject({
    "README.md": "`src/a.ts`, `../b/b.ts`\n`src/b.ts`, `datajoint/table.py`",
    "CHANGELOG.md": "`src/long_gone.ts` is new.",
    "src/a.ts": '/** See `gone.tsx` and `b.ts`. */\nx = "`no_comment.ts`";',
    "src/b/b.ts": "// `types.d.ts`",
    "src/types.d.ts": "",
  }, checkPaths);
  assertEquals(found.map(told), [
    "README.md:2: names src/b.ts, which is nowhere; name what is",
    "src/a.ts:1: names gone.tsx, which is nowhere; name what is",
  ]);
});

Deno.test("check_paths.ts prints file:line and exits with 1", async () => {
  const wrong = await runRule("check_paths.ts", { "a.md": "\n`gone.ts`" });
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.printed, "a.md:2: names gone.ts");
  assertEquals((await runRule("check_paths.ts", { "a.md": "" })).code, 0);
});
