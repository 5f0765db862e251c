import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkDocs } from "../../scripts/check_docs.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

Deno.test("checkDocs() wants a doc comment at every export, and more than a sentence at public functions", async () => {
  const found = await inProject({
    "deno.json": "{}",
    "mod.ts": 'export * from "./src/a.ts";\nexport { long } from "./src/b.ts";',
    "src/a.ts": `/** Says one thing, like {@link long}. */
export function brief(a: number): number { return a; }
/** Takes nothing, see {@linkcode long}. */
export function none(): void {}
export const bare = 1;
/** Typed, for {@linkcode long}. */
export interface Typed { x: 1 }
`,
    "src/b.ts": `/**
 * Says one thing.
 *
 * @param a A number.
 *
 * @example
 * \`\`\`ts
 * long(1);
 * \`\`\`
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
    "src/b.ts:15: Other has no doc comment",
    "src/a.ts:2: brief is public and takes parameters: its doc comment needs more than one sentence",
    "src/a.ts:5: bare is public and has no example, wanted one, or {@linkcode …} to what has one",
  ]);
});

Deno.test("checkDocs() wants an example of every public method, its own, its owner's, or one that it points to", async () => {
  const found = await inProject({
    "deno.json": "{}",
    "mod.ts":
      'export { Base, A, type B, type Options } from "./src/a.ts"; export type { C } from "./src/a.ts";',
    "src/a.ts": `/** Not public itself. */
export abstract class Hidden {
  /** Inherited, without an example. */
  lost(): void {}
  /**
   * Inherited.
   *
   * @example
   * \`\`\`ts
   * 1;
   * \`\`\`
   */
  kept(): void {}
}
/** See {@linkcode A}. */
export class Base extends Hidden {}
/**
 * Shows what it calls.
 *
 * @example
 * \`\`\`ts
 * new A().called();
 * \`\`\`
 */
export class A {
  /** In the example above. */
  called(): void {}
  /** In none. */
  forgotten(): void {}
  /** As {@linkcode Base.kept}. */
  pointing(): void {}
  /** No call. */
  get size(): number { return 1; }
  /** @internal Not for users. */
  inner(): void {}
  /** For the language. */
  toString(): string { return ""; }
}
/** The types of {@linkcode Base}, as {@linkcode A}. */
export interface B {
  /** The same. */
  kept(): void;
  /** No such method has an example. */
  lost(): void;
}
/** Types, too: {@linkcode A}. */
export interface Options { readonly x: 1 }
/** None. */
export type C = 1;
`,
  }, checkDocs);
  const message = (name: string) =>
    `${name} is public and has no example, wanted one, or {@linkcode …} to what has one`;
  assertEquals(found.map(told), [
    `src/a.ts:49: ${message("C")}`,
    `src/a.ts:4: ${message("Hidden.lost()")}`,
    `src/a.ts:29: ${message("A.forgotten()")}`,
    `src/a.ts:44: ${message("B.lost()")}`,
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
