import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { lookInto } from "../../../src/export/slice/look_into.ts";
import { lookThreads } from "../../../src/export/slice/look_threads.ts";
import { lookAt, originalsOf } from "../../../src/export/slice/originals.ts";
import { freshFolder, write } from "../../nwb/folder.ts";

/** Files of every kind, each several times. */
async function files(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (let at = 0; at < 8; at++) {
    const write1 = (name: string, work: Parameters<typeof write>[2]) =>
      write(folder, name, work).then((path) => paths.push(path));
    await write1(`o${at}.nwb`, (file) => {
      file.create_group("units").create_dataset({ name: "id", data: [at] });
    });
    await write1(`o${at}_.nwb`, (file) => {
      file.create_external_link(`o${at}.nwb`, "/units", "units");
    });
    await write1(`own${at}.nwb`, (file) => {
      file.create_group("scratch");
      file.create_external_link(`o${at}.nwb`, "/units", "units");
    });
    await write1(`gone${at}.nwb`, (file) => {
      file.create_external_link("gone.nwb", "/units", "units");
    });
    const damaged = join(folder, `damaged${at}.nwb`);
    const bytes = await Deno.readFile(paths.at(-1)!);
    await Deno.writeFile(damaged, bytes.slice(0, bytes.length - 50));
    paths.push(damaged);
  }
  return paths;
}

Deno.test("threads see in files what this thread sees", async () => {
  await using folder = await freshFolder();
  const paths = await files(folder.path);
  using threads = lookThreads(3);
  const looks = await Promise.all(paths.map((path) => threads.lookInto(path)));
  for (const [at, path] of paths.entries()) {
    assertEquals(looks[at], await lookInto(path), path);
  }
  assertEquals(looks[1]!.isOnlyLinks, true);
});

Deno.test("what a thread cannot look into is asked for again here", async () => {
  await using folder = await freshFolder();
  const paths = await files(folder.path);
  const threads = lookThreads(1);
  const asked = Promise.all(paths.map((path) => threads.lookInto(path)));
  threads[Symbol.dispose]();
  assertEquals(new Set(await asked), new Set([null]));
  assertEquals(await threads.lookInto(paths[0]!), null);
});

Deno.test("originalsOf() gives the same for many files as for few", async () => {
  await using folder = await freshFolder();
  const paths = await files(folder.path);
  const before = Deno.env.get("SPYGLASS_DATA_DIR");
  Deno.env.set("SPYGLASS_DATA_DIR", join(folder.path, "data"));
  try {
    const together = await originalsOf(await lookAt(paths), undefined, {
      many: 1,
    });
    for (const [at, path] of paths.entries()) {
      const [alone] = await originalsOf(await lookAt([path]));
      assertEquals(together[at], alone);
    }
    const [original, copy, own] = paths as [string, string, string];
    assertEquals(together.slice(0, 3), [[original], [original], [
      own,
      original,
    ]]);
    assertEquals(copy, original.replace(".nwb", "_.nwb"));
  } finally {
    if (before === undefined) Deno.env.delete("SPYGLASS_DATA_DIR");
    else Deno.env.set("SPYGLASS_DATA_DIR", before);
  }
});
