/** Files of pynwb's on a server: how much of them is transferred. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { CHANNELS, expected, servedFile } from "../nwb/remote/far_file.ts";

const SERIES = "/acquisition/e-series";
const ROWS = 2 ** 20 / 2 / CHANNELS;

for (const layout of ["contiguous", "chunked"]) {
  Deno.test(`openRemoteNwb() fetches little more than what is read of 100 MB that pynwb wrote, ${layout}`, async () => {
    await using place = await servedFile((folder) => makeLarge(folder, layout));
    {
      using nwb = await place.open("plain");
      assertEquals(nwb.get(SERIES).attributes.description, "far away");
      assert(place.bytes() <= 128 * 1024, `${place.bytes()} bytes`);
      place.forget();
      const { data } = nwb.series(SERIES).slice(800_000, 800_000 + ROWS);
      assertEquals(data, expected(800_000, ROWS));
      assert(place.bytes() <= 1.5 * 2 ** 20, `${place.bytes()} bytes`);
    }
    // Whoever finds it by its object_id reads what all objects are first.
    using local = await openNwb(place.path);
    const id = local.get(SERIES).object_id!;
    const cacheFolder = join(place.cache, "another");
    place.forget();
    using nwb = await place.open("plain", { cacheFolder });
    assertEquals(nwb.get(id).path, SERIES);
    assert(place.bytes() <= 512 * 1024, `${place.bytes()} bytes`);
    assertEquals(nwb.objects(), local.objects());
  });
}

async function makeLarge(folder: string, layout: string): Promise<string> {
  const path = join(folder, "large.nwb");
  const { success, stderr } = await new Deno.Command(
    await setUpPython("dandi"),
    {
      args: [
        "-W",
        "ignore",
        join(PROJECT, "tests", "interop", "make_large_nwb.py"),
        path,
        layout,
      ],
      stderr: "piped",
    },
  ).output();
  assert(success, new TextDecoder().decode(stderr));
  return path;
}
