import { assert, assertEquals } from "@std/assert";
import { Module } from "h5wasm/esm";
import {
  type ByteSource,
  localBytes,
} from "../../../src/nwb/remote/byte_source.ts";
import { NwbFile, openNwb } from "../../../src/nwb/file.ts";
import { hdf5 } from "../../../src/nwb/hdf5/hdf5.ts";
import { freshFolder, write } from "../folder.ts";

Deno.test("a reference is resolved without reading every object, where NWB says what it refers to", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const all = file.create_group("acquisition");
    for (let at = 0; at < 500; at++) {
      all.create_group(`series ${at}`)
        .create_attribute("text", "long ".repeat(200), [], "S");
    }
    const specifications = file.create_group("specifications");
    const units = file.create_group("units");
    const times = units.create_dataset({ name: "t", data: [1, 2] });
    const ends = units.create_dataset({ name: "t_index", data: [2] });
    for (const name of ["target", "elsewhere"]) {
      ends.create_attribute(name, times.create_reference(), [], "Reference");
    }
    const reference = specifications.create_reference();
    file.create_attribute(".specloc", reference, [], "Reference");
  });
  const { size } = Deno.statSync(path);
  let read = 0;
  const counted = (): ByteSource => {
    const source = localBytes(path);
    return {
      ...source,
      read: (into, position) => {
        read += into.length;
        return source.read(into, position);
      },
    };
  };
  await hdf5();
  using nwb = new NwbFile(path, counted);
  assertEquals(nwb.get("/").attributes[".specloc"], "/specifications");
  assert(read < size / 4, `${read} of ${size} bytes`);
  const { attributes } = nwb.get("/units/t_index");
  assertEquals([attributes.target, attributes.elsewhere], [
    "/units/t",
    "/units/t",
  ]);
});

Deno.test("a reference to another object than usual is resolved, too", async () => {
  await using folder = await freshFolder();
  const names = [".specloc", "target", "table", "elements"];
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("specifications");
    const other = file.create_group("other").create_group("place");
    for (const name of names) {
      const reference = other.create_reference();
      file.create_attribute(name, reference, [], "Reference");
    }
  });
  await hdf5();
  using nwb = new NwbFile(path, () => localBytes(path));
  const { attributes } = nwb.get("/");
  for (const name of names) assertEquals(attributes[name], "/other/place");
});

Deno.test("references to many objects are resolved by few searches, to the objects and not to links of them", async () => {
  await using folder = await freshFolder();
  const names = Array.from({ length: 200 }, (_, at) => `/many/${at}`);
  const path = await write(folder.path, "a.nwb", (file) => {
    const links = file.create_group("a_links");
    file.create_group("many");
    const references = names.map((name, at) => {
      links.create_soft_link(name, String(at));
      return file.create_group(name).create_reference();
    });
    file.create_dataset({
      name: "all",
      data: references,
      dtype: "Reference",
    });
  });
  using nwb = await openNwb(path);
  const { get_referenced_name } = Module;
  let searches = 0;
  Module.get_referenced_name = (...args) => {
    searches++;
    return get_referenced_name(...args);
  };
  try {
    assertEquals(nwb.read("all").data, names);
  } finally {
    Module.get_referenced_name = get_referenced_name;
  }
  assert(searches < 40, `${searches} searches`);
});
