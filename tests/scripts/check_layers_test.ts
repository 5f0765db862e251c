import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkLayers } from "../../scripts/check_layers.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

async function findings(files: Record<string, string>): Promise<string[]> {
  const found = await inProject(files, checkLayers);
  return found.map((finding) => told(finding).replace(/: the order is.*/, ""));
}

Deno.test("checkLayers() lets imports go up the order, and types anywhere", async () => {
  assertEquals(
    await findings({
      "mod.ts": 'export * from "./src/connect.ts";',
      "src/errors.ts": "export class A {}",
      "src/blob/a.ts": 'import { A } from "../errors.ts";',
      "src/log/a.ts":
        'import { A } from "../blob/a.ts";\nimport "../spyglass/a.ts";',
      "src/spyglass/a.ts": 'import { A } from "../query/a.ts";',
      "src/query/a.ts":
        'import type { B } from "../closure/a.ts";\nimport { t } from "../present/t.ts";',
      "src/closure/a.ts": "export type B = 1;",
      "src/present/t.ts":
        'import type { Q } from "../query/a.ts";\nimport "../errors.ts";',
      "src/demo/a.ts": 'import "../closure/a.ts";\nimport "../spyglass/a.ts";',
      "src/connect.ts":
        'import "./demo/a.ts";\nimport "./version.ts";\nimport "node:path";',
      "src/version.ts": "",
      "src/cli/main.ts":
        'import "../connect.ts";\nimport { connect } from "spyglass-deno";',
    }),
    [],
  );
});

Deno.test("checkLayers() names each import that goes the wrong way", async () => {
  assertEquals(
    await findings({
      "src/blob/a.ts": 'import "../sql/a.ts";',
      "src/query/a.ts": '\nimport { x } from "../log/a.ts";',
      "src/query/b.ts": 'import "../spyglass/a.ts";',
      "src/spyglass/a.ts": 'import "../fetch_nwb/a.ts";',
      "src/demo/a.ts": 'import "../export/a.ts";',
      "src/export/a.ts": 'await import("../demo/b.ts");',
      "src/present/a.ts": 'import "../sql/a.ts";',
      "src/schema/a.ts": 'import "../../../other/a.ts";',
      "src/strange/a.ts": 'import "../sql/a.ts";',
    }),
    [
      "src/blob/a.ts:1: blob may not import sql",
      "src/demo/a.ts:1: demo may not import export",
      "src/export/a.ts:1: export may not import demo",
      "src/present/a.ts:1: present/ renders data: it may import errors.ts only",
      "src/query/a.ts:2: query may not import log",
      "src/query/b.ts:1: query may not import spyglass",
      "src/schema/a.ts:1: ../../../other/a.ts is outside src/",
      "src/spyglass/a.ts:1: spyglass may not import fetch_nwb",
      "src/strange/a.ts:1: strange is in no layer: errors.ts → names → blob, sql → connection → schema → keys → external → nwb → query → select → declare → fetch_nwb → log → closure → export → dandi → lab → connect.ts → mod.ts → cli; demo, spyglass, present",
    ],
  );
});

Deno.test("checkLayers() finds circles of values, and lets types go round", async () => {
  assertEquals(
    await findings({
      "src/sql/a.ts": 'import "./b.ts";',
      "src/sql/b.ts": 'import "./c.ts";',
      "src/sql/c.ts": 'import "./a.ts";',
      "src/blob/a.ts": 'import type { B } from "./b.ts";',
      "src/blob/b.ts": 'import type { A } from "./a.ts";',
      "src/log/a.ts": 'import type { B } from "../export/b.ts";',
      "src/export/b.ts": 'import type { A } from "../log/a.ts";',
    }),
    [
      "src/sql/c.ts:1: imports go round: src/sql/a.ts → src/sql/b.ts → src/sql/c.ts → src/sql/a.ts",
    ],
  );
});

Deno.test("check_layers.ts prints file:line and exits with 1", async () => {
  const wrong = await runRule("check_layers.ts", {
    "src/sql/a.ts": 'import "../log/a.ts";',
  });
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.printed, "src/sql/a.ts:1: sql may not import log");
  assertEquals(
    (await runRule("check_layers.ts", { "src/sql/a.ts": "" })).code,
    0,
  );
});
