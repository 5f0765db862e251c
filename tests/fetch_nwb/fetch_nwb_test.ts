/** Rows with their files: all of them, or nothing. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { makeDemo } from "../../src/demo/demo.ts";
import { SpyglassError } from "../../src/errors.ts";
import { freshPlace, listening, logRows } from "../story/place.ts";

Deno.test("fetchNwb() of a file that cannot be opened leaves nothing in the log", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const db = await place.connect();
  const { CurationV1 } = await db.schema("spikesorting_v1_curation");
  const { Electrode } = await db.schema("common_ephys");
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  const logged = async () => [
    await logRows(place.pool),
    await place.pool.texts(
      "select * from common_usage.export_selection__file",
    ),
  ];
  const folder = join(place.baseDir, "analysis");
  await Deno.rename(folder, `${folder} gone`);
  for (
    const read of [
      () => CurationV1!.fetchNwb(),
      () => CurationV1!.and({ curation_id: 1 }).fetch1Dataframe(),
    ]
  ) {
    await assertRejects(read, SpyglassError);
    assertEquals(await logged(), [[], []]);
  }
  await Deno.rename(`${folder} gone`, folder);
  // Rows of which no frame can be made are not given either.
  await assertRejects(() => Electrode!.fetch1Dataframe(), SpyglassError);
  assertEquals(await logged(), [[], []]);
  await CurationV1!.and({ curation_id: 1 }).fetchNwb();
  const [entries, files] = await logged();
  assertEquals([entries!.length, files!.length], [2, 1]);
});
