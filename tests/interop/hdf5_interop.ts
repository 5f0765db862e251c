import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { freshFolder } from "../nwb/folder.ts";

Deno.test("NwbFile reads what h5py reads, and says why where it cannot", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "a.h5");
  const { values, attributes } = await fromPython(path);
  using nwb = await openNwb(path);
  assertEquals(Object.keys(values).length, 3 + 5 * 3 + 5 + 2);
  for (const [name, expected] of Object.entries(values)) {
    assertEquals(Array.from(nwb.read(name).data), expected, name);
  }
  const found = JSON.stringify(nwb.get("/").attributes, listed);
  assertEquals(JSON.parse(found), attributes);
  const refused = {
    sz3: "SZ3",
    sperr: "SPERR (HDF5's filter 32028)",
    snappy: "Blosc's snappy",
    external: "external storage",
  };
  for (const [name, reason] of Object.entries(refused)) {
    const read = () => nwb.read(`refused/${name}`);
    const { message } = assertThrows(read, NwbError, reason);
    assert(!message.includes("damaged"), message);
  }
});

interface Read {
  readonly values: Record<string, unknown[]>;
  readonly attributes: Record<string, unknown>;
}

async function fromPython(path: string): Promise<Read> {
  const { success, stdout, stderr } = await new Deno.Command(
    await setUpPython("dandi"),
    { args: [join(PROJECT, "tests", "interop", "make_hdf5.py"), path] },
  ).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  return JSON.parse(text.decode(stdout));
}

function listed(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...value as Float64Array] : value;
}
