import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeDemo } from "../../src/demo/demo.ts";
import { SpyglassError } from "../../src/errors.ts";
import { freshPlace, listening, type Place } from "../story/place.ts";

Deno.test("fetchNwb() refuses a local file that is not the one that was stored, and logs no file", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const db = await place.connect();
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  const [row] = await TrodesPosV1!().fetchNwb();
  const { path } = row!.nwb;
  row!.nwb.close();
  const bytes = await Deno.readFile(path);
  // Of the same length, as after a mistaken edit.
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const error = await assertRejects(
    () => TrodesPosV1!().fetchNwb(),
    SpyglassError,
    "as when it was stored",
  );
  assert(error.message.includes(path), error.message);
  assertEquals(await loggedFiles(place), []);
  bytes[bytes.length - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  assertEquals((await TrodesPosV1!().fetchNwb()).length, 1);
  assertEquals((await loggedFiles(place)).length, 1);
});

async function loggedFiles({ pool }: Place): Promise<unknown[]> {
  return await pool.texts(
    "select analysis_file_name from common_usage.export_selection__file",
  );
}
