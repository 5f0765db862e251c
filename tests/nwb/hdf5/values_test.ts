import { assert, assertEquals } from "@std/assert";
import { Module } from "h5wasm/esm";
import { openNwb } from "../../../src/nwb/file.ts";
import { freshFolder, write } from "../folder.ts";

Deno.test("texts of any length are read in parts: the library has room for few of them at once", async () => {
  await using folder = await freshFolder();
  const texts = Array.from(
    { length: 24_000 },
    (_, at) => String(at).padEnd(4000, "x"),
  );
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_dataset({ name: "texts", data: texts, dtype: "S" });
    file.create_dataset({
      name: "grid",
      data: texts.slice(0, 6000),
      shape: [2000, 3],
      dtype: "S",
    });
  });
  using nwb = await openNwb(path);
  nwb.slice("texts", 0, 1);
  const before = Module.HEAPU8.length;
  assertEquals(nwb.read("texts").data, texts);
  assertEquals(nwb.read("grid").data, texts.slice(0, 6000));
  const grown = Module.HEAPU8.length - before;
  assert(grown < 48 * 2 ** 20, `${grown} bytes`);
});
