import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkWords } from "../../scripts/check_words.ts";
import { told } from "../../scripts/rules/finding.ts";
import { inProject, runRule } from "./project.ts";

/** Put together here, so that this file does not hold what the rule looks for. */
const NOTE = ["TO", "DO"].join("");
const HOME = ["", "home", "ann", "lab"].join("/");

async function findings(files: Record<string, string>): Promise<string[]> {
  return (await inProject(files, checkWords)).map(told);
}

Deno.test("checkWords() finds hosts of registries, but not the open one", async () => {
  const found = await findings({
    "README.md":
      `see https://registry.${"npm"}js.org/x and https://docs.deno.com`,
    "a.json": '{ "resolved": "https://nexus.example.org/x.tgz" }',
    "scripts/b.ts": 'run("--index-url=http://10.0.0.1/simple");',
    ".npmrc":
      "omit-lockfile-registry-resolved=true\nregistry=http://mirror.example.org",
  });
  assertEquals(found.map((line) => line.split(" ")[0]), [
    ".npmrc:2:",
    "a.json:1:",
    "scripts/b.ts:1:",
  ]);
});

Deno.test("checkWords() finds paths of machines, also of this one", async () => {
  const own = await inProject({ "a.md": "" }, async (root) => {
    await Deno.writeTextFile(
      `${root}/a.md`,
      `\nsee ${await Deno.realPath(root)}/x`,
    );
    return (await checkWords(root)).map((
      { line, message },
    ) => [line, /names a path of this machine/.test(message)]);
  });
  assertEquals(own.filter(([, isOwn]) => isOwn), [[2, true]]);
  const found = await findings({
    "src/a.ts":
      `const path = "${HOME}";\nconst web = "https://x.org/home/ann/";`,
    "src/b.ts": "const path = `${base}/tmp/x`;",
    "tests/a.ts": 'const hostile = "/tmp/x";',
  });
  assertEquals(found.length, 1);
  assertStringIncludes(
    found[0] ?? "",
    "src/a.ts:1: /home/ann names a path of a machine",
  );
});

Deno.test("checkWords() finds notes to oneself", async () => {
  const found = await findings({
    "src/a.ts": `// ${NOTE}: more\nconst mastodon = 1;`,
  });
  assertEquals(found, [
    `src/a.ts:1: ${NOTE} is a note to oneself; do it or make it an issue`,
  ]);
});

Deno.test("checkWords() finds the demo's tables in code and texts, not in comments", async () => {
  const found = await findings({
    "src/log/a.ts": [
      "// Electrode and common_ephys are fine here",
      'const a = "`common_ephys`.`_electrode`";',
      "const b = schema.CurationV1;",
      "const electrodes = 1, session = 2, nwb_file_name = 3;",
      "const c = /^__trodes_pos_v1$/;",
    ].join("\n"),
    "src/demo/a.ts": 'const a = "electrode";',
    "src/spyglass/a.ts": 'const a = "analysis_nwbfile";',
    "tests/a.ts": 'const a = "electrode";',
  });
  assertEquals(found.map((line) => line.split(" is ")[0]), [
    "src/log/a.ts:2: common_ephys",
    "src/log/a.ts:2: _electrode",
    "src/log/a.ts:3: CurationV1",
    "src/log/a.ts:5: __trodes_pos_v1",
  ]);
});

Deno.test("checkWords() finds folders named for nothing", async () => {
  const found = await findings({
    "src/utils/a.ts": "",
    "tests/helpers/b.ts": "",
    "src/sql/utils.ts": "",
  });
  assertEquals(found.map((line) => line.split(":")[0]), [
    "src/utils/a.ts",
    "tests/helpers/b.ts",
  ]);
});

Deno.test("check_words.ts prints file:line and exits with 1", async () => {
  const wrong = await runRule("check_words.ts", { "src/a.ts": `// ${NOTE}` });
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.printed, `src/a.ts:1: ${NOTE}`);
  assertEquals((await runRule("check_words.ts", { "src/a.ts": "" })).code, 0);
});
