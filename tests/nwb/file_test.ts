import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { freshFolder, write } from "./folder.ts";

const ID = "0b6c1c2e-5d7a-4b1e-9f63-0c2f8f1f4a01";
const LINKED_ID = "0b6c1c2e-5d7a-4b1e-9f63-0c2f8f1f4a02";

Deno.test("openNwb() names a file that is missing", async () => {
  const error = await assertRejects(
    () => openNwb("/nowhere/a.nwb"),
    NwbError,
    "Cannot open /nowhere/a.nwb: found no such file",
  );
  assertEquals(error.path, "/nowhere/a.nwb");
});

Deno.test("openNwb() names a file that is something else", async () => {
  await using folder = await freshFolder();
  for (const contents of ["", "x", "not HDF5 at all ".repeat(100)]) {
    const path = join(folder.path, 'it\'s "odd" é 🐀.nwb');
    await Deno.writeTextFile(path, contents);
    const error = await assertRejects(() => openNwb(path), NwbError);
    assertStringIncludes(error.message, path);
    assertStringIncludes(error.message, "no HDF5 signature");
  }
  await assertRejects(() => openNwb(folder.path), NwbError, folder.path);
});

Deno.test("openNwb() names a file that was cut off", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_dataset({ name: "big", data: new Float64Array(10000) });
  });
  await Deno.truncate(path, 5000);
  using nwb = await openNwb(path);
  const error = assertThrows(() => nwb.get("/big"), NwbError);
  assertStringIncludes(error.message, path);
  assertStringIncludes(error.message, "truncated file");
  assert(!error.message.includes("\n"));
});

Deno.test("openNwb() opens a file of any name", async () => {
  await using folder = await freshFolder();
  const path = await write(
    folder.path,
    "a b 'c' \"d\" é 🐀 %s #1.nwb",
    (file) => file.create_dataset({ name: "x", data: Int32Array.of(7) }),
  );
  using nwb = await openNwb(path);
  assertEquals(nwb.path, path);
  assertEquals(nwb.read("x").data, Int32Array.of(7));
});

Deno.test("NwbFile.get() gives name, type and attributes", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const group = file.create_group("outer").create_group("é x");
    group.create_attribute("object_id", ID, [], "S");
    group.create_attribute("neurodata_type", "Thing", [], "S");
    group.create_attribute("rate", 1.5, [], "<d");
    group.create_attribute("big", BigInt64Array.of(2n ** 60n), []);
    group.create_attribute("small", BigInt64Array.of(-3n), []);
    group.create_attribute("list", ["a", "", "🐀"], null, "S");
    group.create_attribute("self", group.create_reference(), [], "Reference");
    group.create_dataset({ name: "d", data: Int32Array.of(1) });
  });
  using nwb = await openNwb(path);
  for (const at of [ID, "/outer/é x", "outer/é x", "//outer//é x/"]) {
    const object = nwb.get(at);
    assertEquals(object.name, "é x");
    assertEquals(object.path, "/outer/é x");
    assertEquals(object.neurodata_type, "Thing");
    assertEquals(object.object_id, ID);
    assertEquals(object.children, ["d"]);
    assertEquals(object.attributes.rate, 1.5);
    assertEquals(object.attributes.big, 2n ** 60n);
    assertEquals(object.attributes.small, -3);
    assertEquals(object.attributes.list, ["a", "", "🐀"]);
    assertEquals(object.attributes.self, "/outer/é x");
  }
  assertEquals(nwb.get("/").children, ["outer"]);
  assertEquals(nwb.get("/outer").neurodata_type, null);
  assert(nwb.has(ID));
});

Deno.test("NwbFile.get() names what is not there", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("g");
  });
  using nwb = await openNwb(path);
  for (const at of ["/x", "x/y/z", "/g/x", LINKED_ID]) {
    const error = assertThrows(() => nwb.get(at), NwbError);
    assertStringIncludes(error.message, at);
    assertStringIncludes(error.message, path);
    assert(!nwb.has(at));
  }
  assertThrows(() => nwb.read("/g"), NwbError, "found no dataset");
});

Deno.test("NwbFile.close() refuses reads afterwards", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("g");
  });
  const nwb = await openNwb(path);
  nwb.get("/g");
  nwb.close();
  nwb.close();
  assertThrows(() => nwb.get("/g"), NwbError, "found it closed");
  assertThrows(() => nwb.has("/g"), NwbError, "found it closed");
  assertStringIncludes(Deno.inspect(nwb), path);
});

Deno.test("NwbFile.read() gives shapes and plain values", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const make = (name: string, data: Float64Array | BigInt64Array) =>
      file.create_dataset({ name, data });
    file.create_dataset({
      name: "matrix",
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
      shape: [3, 2],
    });
    file.create_dataset({ name: "text", data: "é", shape: [], dtype: "S" });
    file.create_dataset({ name: "none", data: [], shape: [0], dtype: "S" });
    make("empty", new Float64Array(0));
    make("int", BigInt64Array.of(1n, -2n));
    make("safe", BigInt64Array.of(2n ** 50n));
    make("big", BigInt64Array.of(2n ** 60n));
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.read("matrix"), {
    shape: [3, 2],
    data: Float64Array.of(1, 2, 3, 4, 5, 6),
  });
  assertEquals(nwb.read("text"), { shape: [], data: ["é"] });
  assertEquals(nwb.read("none"), { shape: [0], data: [] });
  assertEquals(nwb.read("empty"), { shape: [0], data: new Float64Array(0) });
  assertEquals(nwb.read("int").data, Int32Array.of(1, -2));
  assertEquals(nwb.read("safe").data, Float64Array.of(2 ** 50));
  assertEquals(nwb.read("big").data, BigInt64Array.of(2n ** 60n));
});

Deno.test("NwbFile follows external links", async () => {
  await using folder = await freshFolder();
  await write(folder.path, "original.nwb", (file) => {
    const group = file.create_group("acquisition").create_group("series");
    group.create_attribute("object_id", LINKED_ID, [], "S");
    group.create_attribute("text", "of variable length", [], "S");
    group.create_dataset({ name: "names", data: ["a", "bb"], dtype: "S" });
  });
  const path = await write(folder.path, "copy.nwb", (file) => {
    const group = file.create_group("here");
    group.create_external_link("original.nwb", "/acquisition/series", "e");
    group.create_external_link("gone.nwb", "/x", "broken");
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.objects(), new Map([[LINKED_ID, "/here/e"]]));
  assertEquals(nwb.get(LINKED_ID).attributes.text, "of variable length");
  assertEquals(nwb.read("/here/e/names").data, ["a", "bb"]);
  const error = assertThrows(() => nwb.get("/here/broken"), NwbError);
  assertStringIncludes(error.message, path);
  assertEquals(error.path, join(folder.path, "gone.nwb"));
});

Deno.test("NwbFile stops at links in a circle", async () => {
  await using folder = await freshFolder();
  const link = (name: string, to: string) =>
    write(folder.path, name, (file) => {
      file.create_external_link(to, "/x", "x");
    });
  const path = await link("a.nwb", "b.nwb");
  await link("b.nwb", "a.nwb");
  using nwb = await openNwb(path);
  assertThrows(() => nwb.get("/x"), NwbError, "circle");
  assertEquals(nwb.objects().size, 0);
});
