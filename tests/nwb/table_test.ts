import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { File, Group } from "h5wasm";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { objectValue } from "../../src/fetch_nwb/opened_rows.ts";
import type { Frame } from "../../src/query/reading/frame.ts";
import { freshFolder, write } from "./folder.ts";

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

Deno.test("NwbFile.table() gives rows of rows of other tables, and the numbers of rows of a table that names its own", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const named = (table: string, of: string, numbers: number[]) => {
      const group = tableIn(file, ["to"], table);
      const id = Int32Array.from(numbers, (_, at) => at);
      group.create_dataset({ name: "id", data: id });
      const to = group.create_dataset({
        name: "to",
        data: Int32Array.from(numbers),
      });
      const type = "DynamicTableRegion";
      to.create_attribute("neurodata_type", type, [], "S");
      to.create_attribute("table", `/${of}`, [], "S");
    };
    const bottom = tableIn(file, ["x"], "bottom");
    bottom.create_dataset({ name: "x", data: Int32Array.of(7, 8) });
    named("middle", "bottom", [1, 0]);
    named("top", "middle", [1, 1]);
    named("tree", "tree", [0, 0]);
    named("ping", "pong", [1, 0]);
    named("pong", "ping", [1, 0]);
  });
  using nwb = await openNwb(path);
  const to = (at: string) => nwb.table(at).columns.to;
  assertEquals(to("top"), [{ id: 1, to: { x: 7 } }, { id: 1, to: { x: 7 } }]);
  assertEquals(to("tree"), Int32Array.of(0, 0));
  assertEquals(to("ping"), [{ id: 1, to: 0 }, { id: 0, to: 1 }]);
  const { columns } = nwb.table("top", { resolve: false });
  assertEquals(columns.to, Int32Array.of(1, 1));
});

Deno.test("NwbFile.table() names the columns of a category after it, and wants as many rows of it", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    for (const [name, second] of [["good", [3, 4]], ["bad", [3]]] as const) {
      const table = tableIn(file, ["own"], name);
      table.create_attribute("categories", ["first", "second"], null, "S");
      table.create_dataset({ name: "id", data: Int32Array.of(0, 1) });
      table.create_dataset({ name: "own", data: Int32Array.of(5, 6) });
      for (const [category, x] of [["first", [1, 2]], ["second", second]]) {
        const part = tableIn(file, ["x"], `${name}/${category}`);
        part.create_dataset({
          name: "x",
          data: Int32Array.from(x as number[]),
        });
      }
    }
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.table("good"), {
    names: ["id", "own", "first.x", "second.x"],
    columns: {
      id: Int32Array.of(0, 1),
      own: Int32Array.of(5, 6),
      "first.x": Int32Array.of(1, 2),
      "second.x": Int32Array.of(3, 4),
    },
    rows: 2,
  });
  const wanted = 'found 1 rows in the category "second", wanted 2';
  assertThrows(() => nwb.table("bad"), NwbError, wanted);
});

Deno.test("columns that are named by numbers stand in the table's order", async () => {
  await using folder = await freshFolder();
  const id = "0b6c1c2e-5d7a-4b1e-9f63-000000000001";
  const path = await write(folder.path, "a.nwb", (file) => {
    const table = tableIn(file, ["b", "7"]);
    table.create_attribute("object_id", id, [], "S");
    for (const name of ["id", "b", "7"]) {
      table.create_dataset({ name, data: Int32Array.of(0) });
    }
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.table("units").names, ["id", "b", "7"]);
  const frame = objectValue(nwb, id) as Frame;
  assertEquals(frame.columnNames(), ["id", "b", "7"]);
});

function tableIn(file: File, colnames: string[], name = "units"): Group {
  const table = file.create_group(name);
  table.create_attribute("colnames", colnames, null, "S");
  return table;
}
