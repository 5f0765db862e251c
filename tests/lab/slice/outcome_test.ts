import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { State } from "../../../src/lab/messages.d.ts";
import { listening } from "../../story/place.ts";
import type { LabPlace } from "../front_end.ts";
import { demo, logging, PAPER, start } from "../shop.ts";

const { paper_id } = PAPER;

/** Which steps are marked as done. */
function done({ outcome }: State): string {
  return (outcome?.steps ?? []).filter(({ isDone }) => isDone)
    .map(({ name }) => name).join(" ");
}

/** A paper with one read; gives the table that was read. */
async function oneRead(place: LabPlace) {
  const db = await logging(place);
  const electrode = await db.table("common_ephys.Electrode");
  await electrode.and("electrode_id > 125").fetch();
  await place.front.until("the read", ({ reads }) => reads.total === 1);
  return { electrode };
}

Deno.test("what a cell populates and verifies is told; resuming the analysis, which drops the result, too", async () => {
  await using place = await demo();
  const { front } = place;
  const db = await logging(place);
  const electrode = await db.table("common_ephys.Electrode");
  await electrode.and("electrode_id > 125").fetch();
  await front.until("the read", (state) => done(state) === "Logged");
  await listening(() => db.ExportSelection.stopExport());
  await listening(() => db.Export.populatePaper({ paper_id }));
  const { outcome } = await front.until(
    "the populated paper",
    (state) => done(state).startsWith("Logged Populated"),
  );
  assertStringIncludes(outcome!.directory!, paper_id);
  await listening(() => db.Export.verify({ paper_id }));
  const { outcome: verified } = await front.until(
    "the verified paper",
    (state) => done(state) === "Logged Populated Dumped Verified",
  );
  assert(verified!.verified?.ok);
  await start(db);
  await front.until("the dropped result", (state) => done(state) === "Logged");
});

Deno.test("the first read is told as logged while a notebook goes on reading", async () => {
  await using place = await demo();
  const { front } = place;
  const db = await logging(place);
  const electrode = await db.table("common_ephys.Electrode");
  await front.until(
    "a paper without reads",
    (state) => state.outcome !== null && done(state) === "",
  );
  let goesOn = true;
  const reading = (async () => {
    for (let id = 0; goesOn; id++) {
      await electrode.and({ electrode_id: id }).fetch();
      await new Promise((wake) => setTimeout(wake, 200));
    }
  })();
  try {
    // What waits until nobody reads is done after 5 seconds at the latest.
    await front.until("the step", (state) => done(state) === "Logged", 3500);
  } finally {
    goesOn = false;
    await reading;
  }
});

Deno.test("what was done with the log as it was is marked as not done, and a finished job is forgotten, once the log is another", async () => {
  await using place = await demo();
  const { front } = place;
  const { electrode } = await oneRead(place);
  for (const ask of ["populate", "verify"]) {
    await front.until("no job", ({ job }) => job?.state !== "running", 60_000);
    await front.ask({ ask, paper_id });
    await front.until(
      `the end of ${ask}`,
      ({ job }) => job?.name === ask && job.state === "done",
      60_000,
    );
  }
  await front.until("all steps", (state) => done(state).includes("Verified"));
  await electrode.and("electrode_id < 3").fetch();
  const { outcome, job } = await front.until(
    "the steps of now",
    (state) => done(state) === "Logged",
  );
  assertEquals(job, null);
  assertEquals(outcome!.verified, null);
  for (const { name, text, isDone } of outcome!.steps) {
    if (isDone || name === "Published") continue;
    assertStringIncludes(text, "the log has changed since", name);
  }
});

Deno.test("a bundle and rows that are not of one run are told, and it is noticed when they are", async () => {
  await using place = await demo();
  const { front, pool } = place;
  const db = await logging(place);
  await (await db.table("common_ephys.Electrode")).and("electrode_id > 125")
    .fetch();
  await listening(() => db.ExportSelection.stopExport());
  const { result } = await listening(() =>
    db.Export.populatePaper({ paper_id })
  );
  const included = async (value: string) =>
    await pool.run(
      `update common_usage.__export set included_nwb_file_names = ${value}`,
    );
  const isDone = (state: State) => done(state) === "Logged Populated";
  await front.until("the populated paper", isDone);
  await included("'x'");
  await Deno.utime(join(result.directory, "manifest.json"), 1, 1);
  await front.until(
    "two runs",
    (state) =>
      state.outcome?.steps[1]?.text.includes("are not of one run") ?? false,
  );
  await included("null");
  await front.until("one run", isDone);
});

Deno.test("a slice that takes a while to compute says meanwhile what it does", async () => {
  await using place = await demo();
  const { front } = place;
  await oneRead(place);
  const slow = ["electrode", "electrode_group"].map((name, at) =>
    `(1, ${90 + at}, '\`common_ephys\`.\`_${name}\`', '${
      name === "electrode" ? "electrode_id = 1" : "electrode_group_name = 0"
    } AND sleep(1.5) = 0')`
  );
  await place.pool.run(
    `insert into common_usage.export_selection__table (export_id, table_id, table_name, restriction) values ${slow}`,
  );
  const asked = front.ask({ ask: "slice" });
  const { slice } = await front.until(
    "what it does",
    ({ slice }) => slice.step !== null,
    20_000,
  );
  assert(slice.isComputing);
  assertStringIncludes(slice.step!, "Computing the slice: ");
  await asked;
  const { slice: done } = await front.until(
    "the slice",
    ({ slice }) => !slice.isComputing && slice.tables.length > 0,
    20_000,
  );
  assertEquals(done.step, null);
});
