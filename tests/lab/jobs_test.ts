import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { makeDemo } from "../../src/demo/demo.ts";
import { labPlace } from "./front_end.ts";
import { start } from "./shop.ts";

Deno.test("populating and verifying go on beside cells, say their progress, and one at a time; a cancelled job changes nothing", async () => {
  await using place = await labPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  const { front } = place;
  const db = await place.open();
  await front.ask({ ask: "hello" });
  await start(db);
  await (await db.table("common_ephys.Electrode")).and("electrode_id > 125")
    .fetch();
  await front.until("the read", ({ reads }) => reads.total === 1);

  const first = await front.ask({ ask: "populate" });
  const { error } = await front.reply({ ask: "verify" });
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

  await front.ask({ ask: "populate" });
  const { job } = await front.until(
    "the populated paper",
    ({ job }) => job?.name === "populate" && job.state === "done",
    60_000,
  );
  assertStringIncludes(job!.message!, "_ExportSQL_paper1.sh");
  await front.ask({ ask: "verify" });
  const verified = await front.until(
    "the verified paper",
    ({ job, outcome }) =>
      job?.name === "verify" && job.state === "done" &&
      outcome?.verified?.ok === true,
    60_000,
  );
  assertStringIncludes(verified.job!.message!, "no difference");
  const steps = new Set(front.states.map(({ job }) => job?.step));
  assert(steps.size > 3, [...steps].join("; "));
});
