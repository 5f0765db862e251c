/** A server that gives a user only as many connections as a message of ours says that an export needs. */
import { assertEquals, assertLess } from "@std/assert";
import { openLab, PAPER } from "../export/lab.ts";
import { loadSql } from "../setup.ts";
import { listening } from "./place.ts";

const KEY = { ...PAPER, analysis_id: "few" };

for (const [connections, readOnly] of [[2, false], [3, true]] as const) {
  Deno.test(`an export is done, from its start to its bundle, on ${connections} connections, with readOnly: ${readOnly}`, async () => {
    await using lab = await openLab();
    await loadSql(
      lab.socket,
      `create user few@localhost identified by 'x' with max_user_connections ${connections};
       grant all on *.* to few@localhost`,
    );
    const start = performance.now();
    const db = await lab.connect({ user: "few", password: "x", readOnly });
    const { ExportSelection, Export } = db;
    const trial = await db.table("lab.trial");
    const pair = await db.table("lab.pair");
    const { result, warned } = await listening(async () => {
      await ExportSelection.startExport(KEY);
      await Promise.all([1, 2, 3].map((id) => pair.and({ id }).fetch()));
      for await (const _ of trial.stream()) await pair.fetch("two");
      await db.sql`select trial from lab.trial where mouse = 'minnie'`.fetch();
      const reads = await ExportSelection.review(KEY);
      await ExportSelection.stopExport();
      return { reads, ...await Export.populatePaper(PAPER) };
    });
    assertEquals(warned, []);
    assertEquals(result.reads.numRows(), 6);
    assertEquals(result.tables["`lab`.`trial`"], 3);
    // Nothing waited in vain.
    assertLess(performance.now() - start, 15_000);
  });
}
