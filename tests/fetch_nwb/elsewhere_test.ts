import { assert, assertEquals, assertThrows } from "@std/assert";
import { dirname, join } from "node:path";
import { NwbError } from "../../src/errors.ts";
import {
  openHere,
  type OpenHereOptions,
} from "../../src/fetch_nwb/elsewhere.ts";
import { withObjects } from "../../src/fetch_nwb/opened_rows.ts";
import type { NwbFile } from "../../src/nwb/file.ts";
import {
  CHANNELS,
  expected,
  type FarFile,
  served,
} from "../nwb/remote/far_file.ts";
import { write } from "../nwb/folder.ts";

const OWN = "0b6c1c2e-5d7a-4b1e-9f63-0c2f8f1f4a0a";
const ROWS = 20_000;

Deno.test("a link whose original is not here is read where it was published, by path and by object_id", async () => {
  await using place = await served(ROWS);
  const told: string[] = [];
  using copy = await copyOf(place, (name) => told.push(name));
  // What the copy has itself costs nothing.
  assertEquals(copy.get("/own").object_id, OWN);
  assertEquals(
    (withObjects({ a_object_id: OWN }, copy).a as { path: string }).path,
    "/own",
  );
  assertEquals([told.length, (await place.stats()).requests], [0, 0]);
  const series = copy.series("/acquisition/e-series");
  assertEquals(series.slice(100, 102).data, expected(100, 2));
  assertEquals(series.shape, [ROWS, CHANNELS]);
  using original = await place.open("plain");
  const id = original.get("/series").object_id!;
  const row = withObjects({ raw_object_id: id }, copy);
  assertEquals((row.raw as typeof series).slice(5, 6).data, expected(5, 1));
  assertEquals(new Set(told), new Set(["gone.nwb"]));
});

Deno.test("a file of any name is read with what it links to where that was published, when its objects are looked for", async () => {
  await using place = await served(ROWS);
  using mine = await copyOf(place, () => {}, "mine.nwb", { isSearched: true });
  using original = await place.open("plain");
  const id = original.get("/series").object_id!;
  const row = withObjects({ raw_object_id: id }, mine);
  assertEquals((row.raw as { path: string }).path, "/acquisition/e-series");
});

Deno.test("an original that is put back is read here", async () => {
  await using place = await served(ROWS);
  using copy = await copyOf(place, () => {});
  await Deno.copyFile(place.path, join(dirname(place.path), "gone.nwb"));
  assertEquals(copy.series("/acquisition/e-series").length, ROWS);
  assertEquals((await place.stats()).requests, 0);
});

Deno.test("a copy opens though its original can be had nowhere, and says why when that is asked for", async () => {
  await using place = await served(10);
  const path = await copyPath(place);
  using offline = await openHere(path, () => {
    throw new NwbError("Cannot stream gone.nwb: no network", "gone.nwb");
  });
  using unknown = await openHere(path, () => Promise.resolve(null));
  const cases = [[offline, "no network"], [unknown, "no such file"]] as const;
  for (const [copy, why] of cases) {
    assertEquals(copy.get("/own").object_id, OWN);
    const error = assertThrows(
      () => copy.series("/acquisition/e-series"),
      NwbError,
    );
    assert(error.message.includes(why), error.message);
  }
});

function copyPath(place: FarFile, name = "gone_.nwb"): Promise<string> {
  return write(dirname(place.path), name, (file) => {
    file.create_group("acquisition");
    file.create_external_link("gone.nwb", "/series", "acquisition/e-series");
    file.create_group("own").create_attribute("object_id", OWN, [], "S");
  });
}

async function copyOf(
  place: FarFile,
  tell: (name: string) => void,
  named?: string,
  options: OpenHereOptions = {},
): Promise<NwbFile> {
  return await openHere(
    await copyPath(place, named),
    (name, path) =>
      Promise.resolve({
        remote: {
          url: `${place.url}/plain`,
          label: path ?? name,
          cacheFolder: place.cache,
        },
        tell: () => tell(name),
      }),
    options,
  );
}
