import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { readCounts } from "../../scripts/deno_test.ts";
import { groupsOf } from "../../scripts/lanes.ts";

Deno.test("groupsOf() puts each file into one group, with others of its folder, and types are not checked again", () => {
  const files = ["a/1.ts", "b/1.ts", "a/2.ts", "a/b/1.ts", "a/3.ts"];
  const groups = groupsOf(files, 2);
  assert(groups.every(([option]) => option === "--no-check"));
  assertEquals(groups.map((group) => group.slice(1)), [
    ["a/1.ts", "a/3.ts"],
    ["a/2.ts"],
    ["b/1.ts"],
    ["a/b/1.ts"],
  ]);
});

Deno.test("groupsOf() begins with files that take long, each by itself, and leaves the others in their order", () => {
  const files = ["a/1.ts", "a/long.ts", "a/2.ts", "a/longest.ts", "a/3.ts"];
  const groups = groupsOf(files, 3, ["longest", "long"]);
  assertEquals(groups.map((group) => group.slice(1)), [
    ["a/longest.ts"],
    ["a/long.ts"],
    ["a/1.ts", "a/2.ts", "a/3.ts"],
  ]);
});

Deno.test("readCounts() counts what passed and failed, and files that cannot be loaded as a failure", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "some_test.ts");
  const count = async (text: string) => {
    await Deno.writeTextFile(path, text);
    const { success, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", path],
    }).output();
    return readCounts(new TextDecoder().decode(stdout), success);
  };
  try {
    const good = `Deno.test("good", () => {});`;
    const bad = `Deno.test("bad", () => { throw new Error("as wanted"); });`;
    assertEquals(await count(good), { passed: 1, failed: 0 });
    assertEquals(await count(good + bad), { passed: 1, failed: 1 });
    assertEquals(await count(`import "./missing.ts";`), {
      passed: 0,
      failed: 1,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
