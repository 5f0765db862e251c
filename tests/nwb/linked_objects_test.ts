import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import type { File } from "h5wasm";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { freshFolder, write } from "./folder.ts";

const [OUTER, INNER, DEEP] = [1, 2, 3].map((n) =>
  `0b6c1c2e-5d7a-4b1e-9f63-00000000000${n}`
) as [string, string, string];

Deno.test("an object behind a link in a file behind a link is found, and read by its object_id", async () => {
  await using folder = await freshFolder();
  await write(folder.path, "c.nwb", (file) => {
    named(file, "series", INNER).create_dataset({ name: "data", data: [1, 2] });
    named(file, "series/deep", DEEP);
  });
  await write(folder.path, "b.nwb", (file) => {
    named(file, "module", OUTER)
      .create_external_link("c.nwb", "/series", "there");
    file.create_external_link("c.nwb", "/", "all");
  });
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_external_link("b.nwb", "/module", "m");
    file.create_external_link("b.nwb", "/all/series/deep", "d");
  });
  using nwb = await openNwb(path);
  assertEquals(
    nwb.objects(),
    new Map([[OUTER, "/m"], [INNER, "/m/there"], [DEEP, "/d"]]),
  );
  assertEquals(nwb.get(INNER).object_id, INNER);
  assertEquals(nwb.get(DEEP).object_id, DEEP);
  assertEquals([...nwb.read(`${nwb.objects().get(INNER)}/data`).data], [1, 2]);
});

Deno.test("links in a circle between files hide none of their objects", async () => {
  await using folder = await freshFolder();
  const link = (name: string, id: string, to: string) =>
    write(folder.path, name, (file) => {
      named(file, "own", id);
      file.create_external_link(to, "/", "other");
      file.create_external_link(name, "/self", "self");
    });
  const path = await link("a.nwb", OUTER, "b.nwb");
  await link("b.nwb", INNER, "c.nwb");
  await link("c.nwb", DEEP, "a.nwb");
  using nwb = await openNwb(path);
  assertEquals(
    nwb.objects(),
    new Map([
      [OUTER, "/own"],
      [INNER, "/other/own"],
      [DEEP, "/other/other/own"],
    ]),
  );
  for (const id of [OUTER, INNER, DEEP]) {
    assertEquals(nwb.get(id).object_id, id);
  }
});

Deno.test("a file that is missing behind a linked file is named when its objects are asked for", async () => {
  await using folder = await freshFolder();
  await write(folder.path, "b.nwb", (file) => {
    named(file, "own", OUTER);
    file.create_external_link("gone.nwb", "/x", "x");
  });
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_external_link("b.nwb", "/", "all");
  });
  using nwb = await openNwb(path);
  assert(nwb.has(OUTER));
  const error = assertThrows(() => nwb.get(DEEP), NwbError);
  assertEquals(error.path, join(folder.path, "gone.nwb"));
});

function named(file: File, at: string, id: string) {
  const group = file.create_group(at);
  group.create_attribute("object_id", id, [], "S");
  return group;
}
