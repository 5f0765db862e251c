import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { File, type Group } from "h5wasm";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { hdf5 } from "../../src/nwb/hdf5.ts";

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

Deno.test("NwbFile.table() gives ragged columns as arrays", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const table = tableIn(file, ["label", "times", "waves", "deep", "of"]);
    const add = (name: string, data: Float64Array | Int32Array | Uint8Array) =>
      table.create_dataset({ name, data });
    add("id", Int32Array.of(10, 11, 12));
    table.create_dataset({ name: "label", data: ["a", "", "ü"], dtype: "S" });
    add("times", Float64Array.of(1, 2, 3, 4));
    add("times_index", Uint8Array.of(1, 1, 4));
    table.create_dataset({
      name: "waves",
      data: Float64Array.of(1, 2, 3, 4, 5, 6),
      shape: [3, 2],
    });
    add("deep", Int32Array.of(1, 2, 3, 4, 5));
    add("deep_index", Uint8Array.of(2, 3, 5));
    add("deep_index_index", Uint8Array.of(1, 1, 3));
    table.create_dataset({
      name: "of",
      data: [0, 1, 2].map(() => table.create_reference()),
      dtype: "Reference",
    });
  });
  using nwb = await openNwb(path);
  const { columns, rows } = nwb.table("/units");
  assertEquals(rows, 3);
  assertEquals(Object.keys(columns), [
    "id",
    "label",
    "times",
    "waves",
    "deep",
    "of",
  ]);
  assertEquals(columns.id, Int32Array.of(10, 11, 12));
  assertEquals(columns.label, ["a", "", "ü"]);
  assertEquals(columns.times, [
    Float64Array.of(1),
    Float64Array.of(),
    Float64Array.of(2, 3, 4),
  ]);
  assertEquals(columns.waves, [
    Float64Array.of(1, 2),
    Float64Array.of(3, 4),
    Float64Array.of(5, 6),
  ]);
  assertEquals(columns.deep, [
    [Int32Array.of(1, 2)],
    [],
    [Int32Array.of(3), Int32Array.of(4, 5)],
  ]);
  assertEquals(columns.of, ["/units", "/units", "/units"]);
});

Deno.test("NwbFile.table() gives an empty table", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const table = tableIn(file, ["times"]);
    for (const name of ["id", "times", "times_index"]) {
      table.create_dataset({ name, data: new Float64Array(0) });
    }
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.table("units").rows, 0);
});

Deno.test("NwbFile.table() refuses what is no table, or damaged", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("plain");
    const lacks = tableIn(file, ["gone"], "lacks");
    lacks.create_dataset({ name: "id", data: Int32Array.of(0) });
    const short = tableIn(file, ["x"], "short");
    short.create_dataset({ name: "id", data: Int32Array.of(0, 1) });
    short.create_dataset({ name: "x", data: Int32Array.of(0) });
    const past = tableIn(file, ["x"], "past");
    past.create_dataset({ name: "x", data: Int32Array.of(0) });
    past.create_dataset({ name: "x_index", data: Int32Array.of(2) });
  });
  using nwb = await openNwb(path);
  for (
    const [at, found] of [
      ["plain", "without column names"],
      ["lacks", 'no data for the column "gone"'],
      ["short", 'found 1 values in the column "x", wanted 2'],
      ["past", 'found 2 at row 0 of "x_index", wanted 0 to 1'],
    ] as const
  ) {
    const error = assertThrows(() => nwb.table(at), NwbError, found);
    assertStringIncludes(error.message, path);
  }
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

function tableIn(file: File, colnames: string[], name = "units"): Group {
  const table = file.create_group(name);
  table.create_attribute("colnames", colnames, null, "S");
  return table;
}

async function write(
  folder: string,
  name: string,
  work: (file: File) => void,
): Promise<string> {
  await hdf5();
  const path = join(folder, name);
  const file = new File(path, "w");
  work(file);
  file.close();
  return path;
}

async function freshFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
