import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { File, Group } from "h5wasm";
import { NwbError } from "../../src/errors.ts";
import { externalLinks, isOnlyLinks } from "../../src/nwb/external.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { freshFolder, write } from "./folder.ts";

const IDS = [1, 2, 3].map((n) => `0b6c1c2e-5d7a-4b1e-9f63-00000000000${n}`);

Deno.test("externalLinks() gives place, file and object", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "sub/copy.nwb", (file) => {
    const group = file.create_group("g");
    group.create_external_link("../o 'é'.nwb", "/a/b", "one");
    group.create_external_link("/abs/x.nwb", "/", "two");
    group.create_soft_link("/g/one", "soft");
  });
  assertEquals(await externalLinks(path), [
    { at: "/g/one", file: join(folder.path, "o 'é'.nwb"), object: "/a/b" },
    { at: "/g/two", file: "/abs/x.nwb", object: "/" },
  ]);
  // Which of two would be the original?
  assert(!await isOnlyLinks(path));
});

Deno.test("externalLinks() looks beside the file that a symbolic link names", async () => {
  await using folder = await freshFolder();
  const original = await write(folder.path, "real/o.nwb", series);
  const copy = await write(folder.path, "real/o_.nwb", linkedSeries);
  await Deno.mkdir(join(folder.path, "links"));
  const alias = join(folder.path, "links", "o_.nwb");
  await Deno.symlink(copy, alias);
  const [link] = await externalLinks(alias);
  assertEquals(link?.file, await Deno.realPath(original));
  assert(await isOnlyLinks(alias));
});

Deno.test("isOnlyLinks() tells a copy from a file with data of its own", async () => {
  await using folder = await freshFolder();
  const original = await write(folder.path, "o.nwb", (file) => {
    series(file);
    named(file, "units", IDS[1]!);
    file.create_group("specifications");
  });
  const made = (name: string, work: (file: File) => void) =>
    write(folder.path, name, (file) => {
      linkedSeries(file);
      work(file);
    });
  const cases: [string, boolean, (file: File) => void][] = [
    ["only the link", true, () => {}],
    ["the same object, too", true, (file) => named(file, "units", IDS[1]!)],
    ["its own cached schema", true, (file) => {
      file.create_group("specifications").create_group("new");
    }],
    ["another object", false, (file) => named(file, "scratch", IDS[2]!)],
    ["another object of the same name", false, (file) => {
      named(file, "units", IDS[2]!);
    }],
    ["a dataset more", false, (file) => {
      named(file, "units", IDS[1]!).create_dataset({
        name: "id",
        data: Int32Array.of(1),
      });
    }],
  ];
  for (const [name, expected, work] of cases) {
    const path = await made(`${name}.nwb`, work);
    assertEquals(await isOnlyLinks(path), expected, name);
  }
  assert(!await isOnlyLinks(original));
});

Deno.test("isOnlyLinks() names an original that is missing or damaged", async () => {
  await using folder = await freshFolder();
  const copy = await write(folder.path, "o_.nwb", linkedSeries);
  const original = join(folder.path, "o.nwb");
  for (const prepare of [() => {}, () => Deno.writeTextFile(original, "x")]) {
    await prepare();
    const error = await assertRejects(() => isOnlyLinks(copy), NwbError);
    assertEquals(error.path, original);
    assert(error.message.includes(copy) && error.message.includes(original));
  }
});

const FIXTURE = new URL(
  "../../../shared/fixtures/minirec/files/",
  import.meta.url,
).pathname;

Deno.test({
  name: "isOnlyLinks() tells Spyglass' own files apart",
  ignore: !isThere(FIXTURE),
  async fn() {
    const raw = join(FIXTURE, "raw", "minirec20230622");
    assert(await isOnlyLinks(`${raw}_.nwb`));
    assertEquals(await externalLinks(`${raw}_.nwb`), [{
      at: "/acquisition/e-series",
      file: `${raw}.nwb`,
      object: "/acquisition/e-series",
    }]);
    assert(!await isOnlyLinks(`${raw}.nwb`));
    const folder = join(FIXTURE, "analysis", "minirec20230622");
    let units = 0;
    for await (const { name } of Deno.readDir(folder)) {
      assert(!await isOnlyLinks(join(folder, name)));
      using nwb = await openNwb(join(folder, name));
      if (nwb.has("/units")) units += nwb.table("/units").rows;
    }
    assertEquals(units, 6);
    using original = await openNwb(`${raw}.nwb`);
    using copy = await openNwb(`${raw}_.nwb`);
    assertEquals(copy.objects(), original.objects());
    for (const nwb of [original, copy]) {
      const { columns } = nwb.table("/general/extracellular_ephys/electrodes");
      assertEquals(columns.group?.[5], "/general/extracellular_ephys/1");
      assertEquals(columns.bad_channel?.[5], false);
    }
  },
});

function series(file: File): void {
  named(file.create_group("acquisition"), "e-series", IDS[0]!);
}

function linkedSeries(file: File): void {
  file.create_group("acquisition")
    .create_external_link("o.nwb", "/acquisition/e-series", "e-series");
}

function named(parent: Group, name: string, id: string): Group {
  const group = parent.create_group(name);
  group.create_attribute("object_id", id, [], "S");
  return group;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

Deno.test("isOnlyLinks() wants the original's own objects, not what the original links to itself", async () => {
  await using folder = await freshFolder();
  await write(folder.path, "o.nwb", (file) => {
    series(file);
    named(file, "units", IDS[1]!);
    file.create_soft_link("/units", "alias");
    file.create_external_link("far.nwb", "/units", "far");
  });
  const cases: [string, boolean, (file: File) => void][] = [
    ["a soft link where the original has one", true, (file) => {
      file.create_soft_link("/units", "alias");
    }],
    ["an object where the original has a soft link", false, (file) => {
      named(file, "alias", IDS[1]!);
    }],
    ["an object where the original has an external link", false, (file) => {
      named(file, "far", IDS[1]!);
    }],
    ["a soft link where the original has an object", false, (file) => {
      file.create_soft_link("/acquisition", "units");
    }],
  ];
  for (const [name, expected, work] of cases) {
    const path = await write(folder.path, `${name}.nwb`, (file) => {
      linkedSeries(file);
      work(file);
    });
    assertEquals(await isOnlyLinks(path), expected, name);
  }
});
