import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { demo, logging, PAPER, start } from "../shop.ts";

const { paper_id } = PAPER;

Deno.test("populating and verifying go on beside cells, say their progress, and one at a time; a cancelled job changes nothing", async () => {
  await using place = await demo();
  const { front } = place;
  const db = await logging(place);
  await (await db.table("common_ephys.Electrode")).and("electrode_id > 125")
    .fetch();
  await front.until("the read", ({ reads }) => reads.total === 1);

  const first = await front.ask({ ask: "populate", paper_id });
  const { error } = await front.reply({ ask: "verify", paper_id });
  assertStringIncludes(error!, "one thing at a time");
  await front.ask({ ask: "cancel", job: first });
  const cancelled = await front.until(
    "the end of the cancelled job",
    ({ job }) => job?.state === "cancelled" || job?.state === "done",
    60_000,
  );
  if (cancelled.job!.state === "cancelled") {
    const bundle = await Deno.stat(join(place.baseDir, "export", "paper1"))
      .catch(() => null);
    assertEquals(bundle, null);
  }

  await front.ask({ ask: "populate", paper_id });
  const { job } = await front.until(
    "the populated paper",
    ({ job }) => job?.name === "populate" && job.state === "done",
    60_000,
  );
  assertStringIncludes(job!.message!, "_ExportSQL_paper1.sh");
  await front.ask({ ask: "verify", paper_id });
  const verified = await front.until(
    "the verified paper",
    ({ job, outcome }) =>
      job?.name === "verify" && job.state === "done" &&
      outcome?.verified?.ok === true,
    60_000,
  );
  assertStringIncludes(verified.job!.message!, "no difference");
  assertEquals(verified.job!.differs, false);
  await place.pool.reserve((session) =>
    session.run(
      "UPDATE common_ephys._electrode SET name = 'other' WHERE electrode_id > 125",
    )
  );
  await front.ask({ ask: "verify", paper_id });
  const differs = await front.until(
    "the altered paper",
    ({ job }) => job?.name === "verify" && job.differs,
    60_000,
  );
  assertEquals(differs.job!.state, "done");
  assertStringIncludes(differs.job!.message!, "differences: ");
  const steps = new Set(front.states.map(({ job }) => job?.step));
  assert(steps.size > 3, [...steps].join("; "));
});

Deno.test("what was asked of one paper is not done to another one that is shown by then", async () => {
  await using place = await demo();
  const { front } = place;
  const db = await logging(place);
  await front.until("the paper", ({ shown }) => shown?.paper_id === paper_id);
  await start(db, { paper_id: "other", analysis_id: "a" });
  await front.until("the other", ({ shown }) => shown?.paper_id === "other");
  for (const ask of ["populate", "verify"]) {
    const { error } = await front.reply({ ask, paper_id });
    assertStringIncludes(error!, "paper other is shown by now");
  }
  assertEquals(front.state.job, null);
});

Deno.test("a job goes on, is shown and can be cancelled while the cell that connects is run once more", async () => {
  await using place = await demo();
  const { front } = place;
  const db = await logging(place);
  await (await db.table("common_ephys.Electrode")).and("electrode_id > 125")
    .fetch();
  await front.until("the read", ({ reads }) => reads.total === 1);
  const job = await front.ask({ ask: "populate", paper_id });
  await place.open();
  const { length } = front.states;
  await front.until(
    "it at the new connection",
    ({ reads, job: shown }) =>
      // What the earlier connection has sent says nothing of this one.
      front.states.length > length && reads.total === 1 && shown?.id === job,
  );
  const { error } = await front.reply({ ask: "verify", paper_id });
  assertStringIncludes(error!, "one thing at a time");
  await front.until("its end", ({ job }) => job?.state === "done", 60_000);
  const second = await front.ask({ ask: "verify", paper_id });
  await place.open();
  await front.ask({ ask: "cancel", job: second });
  await front.until(
    "the end of the second",
    ({ job }) => job?.state === "cancelled" && job.id === second,
    60_000,
  );
});
