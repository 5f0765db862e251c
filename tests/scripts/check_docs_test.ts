import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkDocs } from "../../scripts/check_docs.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

Deno.test("checkDocs() wants a doc comment at every export, and more than a sentence at public functions", async () => {
  const found = await inProject({
    "deno.json": "{}",
    "mod.ts": 'export * from "./src/a.ts";\nexport { long } from "./src/b.ts";',
    "src/a.ts": `/** Says one thing. */
export function brief(a: number): number { return a; }
/** Takes nothing. */
export function none(): void {}
export const bare = 1;
/** Typed. */
export interface Typed { x: 1 }
`,
    "src/b.ts": `/**
 * Says one thing.
 *
 * @param a A number.
 */
export function long(a: number): number { return a; }
export { none } from "./a.ts";
/** Not public. */
export function inner(a: number): number { return a; }
export type Other = 1;
function own() {}
`,
  }, checkDocs);
  assertEquals(found.map(told), [
    "src/a.ts:5: bare has no doc comment",
    "src/b.ts:10: Other has no doc comment",
    "src/a.ts:2: brief is public and takes parameters: its doc comment needs more than one sentence",
  ]);
});

Deno.test("checkDocs() passes a project without mod.ts, and says what it cannot read", async () => {
  assertEquals(await inProject({ "deno.json": "{}" }, checkDocs), []);
  const [broken] = await inProject(
    { "deno.json": "{}", "src/a.ts": "export const = broken;" },
    checkDocs,
  );
  assertMatch(
    broken?.message ?? "",
    /^Cannot read the doc comments: [^]*a\.ts/,
  );
});

Deno.test("check_docs.ts prints file:line and exits with 1", async () => {
  const wrong = await runRule("check_docs.ts", {
    "src/a.ts": "export const a = 1;",
  });
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.printed, "src/a.ts:1: a has no doc comment");
  assertEquals(
    (await runRule("check_docs.ts", {
      "src/a.ts": "/** A. */\nexport const a = 1;",
    })).code,
    0,
  );
});
