/** A bundle and rows that are not of one run are noticed, told, and mended by the next run. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { lockName } from "../../src/export/populate_lock.ts";
import { textLiteral } from "../../src/sql/literal.ts";
import { filesIn, listening } from "../story/place.ts";
import { openLab, PAPER, resultRows, type SessionLab } from "./lab.ts";

/** Populates for one session in a process that is killed between its two steps. */
async function killedRun(lab: SessionLab): Promise<void> {
  const program = fileURLToPath(
    new URL("populate_killed.ts", import.meta.url),
  );
  const { signal } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", program, lab.socket, lab.baseDir, "a_.nwb"],
  }).output();
  assertEquals(signal, "SIGKILL");
}

Deno.test("populatePaper() killed when its bundle is in its place and its rows are not: status() and verify() say so, the next run mends it", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  await lab.populate();
  const rows = await resultRows(lab);
  assertEquals((await lab.db.Export.status(PAPER)).populated!.fits, true);
  await killedRun(lab);
  assertEquals(await resultRows(lab), rows);
  const { cut } = JSON.parse(filesIn(lab.bundle)["manifest.json"]!);
  assertEquals(cut.length, 1);

  const mixed = await lab.db.Export.status(PAPER);
  assertEquals(mixed.populated!.fits, false);
  assertEquals(mixed.populated!.current, false);
  assertStringIncludes(Deno.inspect(mixed), "are not of one run");
  assertStringIncludes(mixed.next!.command, "populatePaper");
  assertStringIncludes(mixed.next!.who, "are not of one run");
  const name = textLiteral(lockName(PAPER.paper_id));
  await lab.pool.reserve(async (session) => {
    await session.texts(`SELECT GET_LOCK(${name}, 0)`);
    // Somebody is between those two steps.
    const during = await lab.db.Export.status(PAPER);
    assertEquals(during.populated!.fits, true);
    await session.texts(`SELECT RELEASE_LOCK(${name})`);
  });
  const { result } = await listening(() => lab.db.Export.verify(PAPER));
  assertStringIncludes(Deno.inspect(result), "are not of one run");

  await lab.populate();
  const mended = await lab.db.Export.status(PAPER);
  assert(mended.populated!.fits && mended.populated!.current);
  assertEquals(await resultRows(lab), rows);
});

Deno.test("deleteAnalysis() waits for whoever populates the paper, whose result would rest on what goes", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  const order: string[] = [];
  const name = textLiteral(lockName(PAPER.paper_id));
  const deleting = await lab.pool.reserve(async (session) => {
    await session.texts(`SELECT GET_LOCK(${name}, 0)`);
    const deleting = listening(() =>
      lab.db.ExportSelection.deleteAnalysis(
        { ...PAPER, analysis_id: "one" },
        { force: true },
      )
    ).then(() => order.push("deleted"));
    for (let round = 0; round < 20; round++) {
      const [[left] = []] = await session.texts(
        "SELECT COUNT(*), SLEEP(0.1) FROM common_usage.export_selection",
      );
      assertEquals(left, "1");
    }
    order.push("populated");
    await session.texts(`SELECT RELEASE_LOCK(${name})`);
    return deleting;
  });
  await deleting;
  assertEquals(order, ["populated", "deleted"]);
  assertEquals(await lab.db.ExportSelection.count(), 0);
});
