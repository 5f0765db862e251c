import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { originals } from "../../../src/export/slice/originals.ts";
import { freshFolder, write } from "../../nwb/folder.ts";

Deno.test("originals() gives what a file stands for now, however often it was asked", async () => {
  await using folder = await freshFolder();
  const original = await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    file.create_group("units");
  });
  const link = (name: string, more: string[] = []) =>
    write(folder.path, name, (file) => {
      file.create_group("linked");
      file.create_external_link("o.nwb", "/data", "data");
      for (const own of more) file.create_group(own);
    });
  const plain = join(folder.path, "notes.txt");
  await Deno.writeTextFile(plain, "no HDF5 file");
  for (let i = 0; i < 2; i++) {
    assertEquals(await originals(plain), [plain]);
    assertEquals(await originals(original), [original]);
  }

  const copy = await link("copy.nwb");
  await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    file.create_group("linked");
  });
  for (let i = 0; i < 2; i++) assertEquals(await originals(copy), [original]);

  // The copy has something of its own now.
  await link("copy.nwb", ["scratch"]);
  for (let i = 0; i < 2; i++) {
    assertEquals(await originals(copy), [copy, original]);
  }

  // The original has that, too: again the copy has nothing of its own.
  await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    for (const name of ["linked", "scratch"]) file.create_group(name);
  });
  assertEquals(await originals(copy), [original]);

  await Deno.remove(original);
  assertEquals(await originals(copy), [copy, original]);
});

Deno.test("originals() knows a copy by its name once its original was published and is gone", async () => {
  await using folder = await freshFolder();
  const link = (name: string, targets: string[]) =>
    write(folder.path, name, (file) => {
      for (const target of targets) {
        file.create_external_link(target, "/data", target);
      }
    });
  const at = (name: string) => join(folder.path, name);
  const copy = await link("o_.nwb", ["o.nwb"]);
  const others: [string, string[]][] = [
    ["p.nwb", ["o.nwb"]],
    ["q_.nwb", ["o.nwb", "q.nwb"]],
  ];
  assertEquals(await originals(copy), [at("o.nwb")]);
  for (const [name, targets] of others) {
    const path = await link(name, targets);
    assertEquals(await originals(path), [path, ...targets.map(at)]);
  }
  // One that is there, and damaged, is not taken for gone.
  await Deno.writeTextFile(at("o.nwb"), "x");
  assertEquals(await originals(copy), [copy, at("o.nwb")]);
});
