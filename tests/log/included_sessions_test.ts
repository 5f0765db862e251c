/** Sessions that a paper may show. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openLab, PAPER } from "../export/lab.ts";
import { listening } from "../story/place.ts";

const KEY = { ...PAPER, analysis_id: "one" };

Deno.test("startExport({ includedNwbFiles }) warns of a read of another session, and logs it", async () => {
  await using lab = await openLab();
  const warned = async (read: () => Promise<unknown>) =>
    (await listening(read)).warned;
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const { trial, mouse } = lab;
  assertEquals(
    await warned(() => trial.and({ nwb_file_name: "a_.nwb" }).fetch()),
    [],
  );
  assertEquals(await warned(() => mouse.fetch()), []);
  for (
    const read of [
      () => trial.and({ nwb_file_name: "b_.nwb" }).fetch(),
      () => trial.orderBy("KEY").limit(3).rows(),
    ]
  ) {
    assertMatch(
      (await warned(read)).join(),
      /`lab`\.`trial` holds rows of b_\.nwb, not among includedNwbFiles \(a_\.nwb\)/,
    );
  }
  const review = await lab.db.ExportSelection.review(PAPER);
  assertEquals(review.numRows(), 4);
  await listening(() => lab.db.ExportSelection.startExport(KEY));
  assertEquals(await warned(() => trial.fetch()), []);
});

Deno.test("startExport() refuses what is no list of names", async () => {
  await using lab = await openLab();
  for (const includedNwbFiles of ["a_.nwb", [7], {}]) {
    await assertRejects(
      () =>
        lab.db.ExportSelection.startExport(
          { ...KEY, includedNwbFiles } as never,
        ),
      TypeError,
      "includedNwbFiles",
    );
  }
});
