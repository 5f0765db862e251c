import { assertEquals } from "@std/assert";
import { makeDemo } from "../../../src/demo/demo.ts";
import { freshPlace } from "../../story/place.ts";

Deno.test("fetchNwb() opens the files of joined, renamed and restricted rows", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const db = await place.connect();
  const Curation = await db.table("spikesorting_v1_curation.CurationV1");
  const [plain] = await Curation.and({ curation_id: 1 }).fetchNwb();
  const units = plain!.nwb.path;
  const joined = Curation.and({ curation_id: 1 }).proj("...").join(
    Curation.proj({ other_id: "curation_id" }),
  );
  const shapes = [
    Curation.proj("...", { file: "analysis_file_name" }).and("curation_id = 1"),
    Curation.proj("analysis_file_name", "object_id").orderBy("curation_id desc")
      .limit(1),
    joined.and("other_id = curation_id"),
  ];
  for (const query of shapes) {
    const [row] = await query.fetchNwb();
    assertEquals(row!.nwb.path, units);
    assertEquals("units" in row!, true, Object.keys(row!).join(", "));
  }
});
