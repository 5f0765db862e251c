/** A bundle that somebody has changed: verify() and status() say so, whichever file it is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, relative } from "node:path";
import { type Lab, lab } from "./verify_setup.ts";

/** What verify() finds, as kind and file. */
async function found({ exports, paper }: Lab): Promise<string[]> {
  const { ok, differences } = await exports.verify(paper);
  assertEquals(ok, differences.length === 0);
  return differences.map(({ kind, table }) => `${kind} ${table}`);
}

async function run(program: string, ...args: string[]): Promise<void> {
  assert((await new Deno.Command(program, { args }).output()).success);
}

Deno.test("verify() finds files of the bundle that are altered, gone, or something else", async () => {
  await using at = await lab();
  assertEquals(await found(at), []);
  const kept = await Deno.makeTempDir();
  await run("cp", "-a", `${at.bundle}/.`, kept);
  const sum = `_Populate_${at.paper.paper_id}.sql.sha256`;
  const environment = (await Array.fromAsync(
    Deno.readDir(join(at.bundle, "environment")),
    ({ name }) => `environment/${name}`,
  )).sort();
  assert(environment.length > 0);
  const names = ["files.txt", "files.tsv", "spyglass_version", ...environment];
  for (const name of [sum, ...names]) {
    const path = join(at.bundle, name);
    const changes: [string, () => Promise<unknown>][] = [
      ["missing file", () => Deno.remove(path)],
      ["missing file", async () => {
        await Deno.remove(path);
        await Deno.symlink("/nowhere/at all", path);
      }],
      ["missing file", async () => {
        await Deno.remove(path);
        await run("mkfifo", path);
      }],
      ["altered file", () => Deno.writeTextFile(path, "/etc/passwd\n")],
    ];
    // Each verification takes a server: all files in one way, one file in each.
    for (
      const [kind, change] of name === "files.txt"
        ? changes
        : changes.slice(0, 1)
    ) {
      await change();
      assertEquals(await found(at), [`${kind} ${name}`]);
      await Deno.remove(path).catch(() => {});
      await run("cp", "-a", join(kept, name), path);
    }
  }
  // Its readers may write into it.
  await Deno.writeTextFile(join(at.bundle, "README.md"), "ours");
  assertEquals(await found(at), []);
  await Deno.remove(kept, { recursive: true });
});

Deno.test("status() and verify() take a manifest that somebody wrote into for one that is not the log's", async () => {
  await using at = await lab();
  const path = join(at.bundle, "manifest.json");
  const manifest = JSON.parse(await Deno.readTextFile(path));
  for (
    const text of [
      "",
      "null",
      "[1]",
      "{}",
      JSON.stringify({ ...manifest, beside: undefined }),
      JSON.stringify({ ...manifest, reads: { a: 1 } }),
      JSON.stringify({ ...manifest, reads: [null] }),
      JSON.stringify({ ...manifest, beside: [{ name: "files.txt" }] }),
    ]
  ) {
    await Deno.writeTextFile(path, text);
    assertEquals(await found(at), ["altered file manifest.json"], text);
    const { populated, next } = await at.exports.status(at.paper);
    assertEquals(populated?.current, false, text);
    assertStringIncludes(next!.command, "populatePaper");
  }
});

Deno.test("verify() looks at no file outside of the bundle, whatever its manifest and links say", async () => {
  await using at = await lab();
  const elsewhere = await Deno.makeTempFile();
  await Deno.rename(join(at.bundle, "files.txt"), elsewhere);
  await Deno.symlink(elsewhere, join(at.bundle, "files.txt"));
  const path = join(at.bundle, "manifest.json");
  const manifest = JSON.parse(await Deno.readTextFile(path));
  const { sha256 } = manifest.beside[0];
  const beside = [
    ...manifest.beside,
    { name: relative(at.bundle, elsewhere), sha256 },
  ];
  await Deno.writeTextFile(path, JSON.stringify({ ...manifest, beside }));
  assertEquals(await found(at), [
    "missing file files.txt",
    `missing file ${relative(at.bundle, elsewhere)}`,
  ]);
  await Deno.remove(path);
  assertEquals(await found(at), ["missing file manifest.json"]);
  await Deno.remove(elsewhere);
});

Deno.test("status() says to populate again where the bundle's script has gone", async () => {
  await using at = await lab();
  await at.exports.verify(at.paper);
  await Deno.remove(join(at.bundle, `_ExportSQL_${at.paper.paper_id}.sh`));
  const { next } = await at.exports.status(at.paper);
  assertStringIncludes(next!.command, "populatePaper");
  assertStringIncludes(next!.who, at.bundle);
});
