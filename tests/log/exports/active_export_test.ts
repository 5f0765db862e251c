/** An export is known by its paper and analysis: another server gives its id to another one. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import {
  activeExportId,
  activeExportKey,
  endActiveExport,
  setActiveExport,
} from "../../../src/log/exports/active_export.ts";
import { listening } from "../../story/place.ts";
import { entries, KEY, openShop, type Shop, start } from "../shop.ts";

const ELSEWHERE = { paper_id: "other", analysis_id: "fig 1" };

/** Two servers, each with an export 1; that of the first is active. */
async function twoServers(
  work: (here: Shop, there: Shop) => Promise<void>,
): Promise<void> {
  await using there = await openShop();
  await start(there, ELSEWHERE);
  await listening(() => there.db.ExportSelection.stopExport());
  await using here = await openShop();
  await start(here);
  await work(here, there);
}

Deno.test("a read on another server, whose export of the same id is another one, fails with the reason", async () => {
  await twoServers(async (here, there) => {
    for (
      const read of [
        () => there.item.and({ id: 1 }).fetch(),
        () => there.item.limit(1).rows(),
        () => Array.fromAsync(there.item.stream()),
        () => there.db.sql`select id from ${there.item}`.rows(),
      ]
    ) {
      await assertRejects(
        read,
        LogError,
        "the active export is paper1 / analysis1, and export 1 of this server is other / fig 1",
      );
    }
    assertEquals(await entries(there), []);
    assertEquals(await there.db.ExportSelection.active(), null);
    await here.item.and({ id: 1 }).fetch();
    assertEquals(await entries(here), ["shop.item (id=1)"]);
    await listening(() => there.db.ExportSelection.startExport(ELSEWHERE));
    await there.item.and({ id: 2 }).fetch();
    assertEquals(await entries(there), ["shop.item (id=2)"]);
    await assertRejects(() => here.item.and({ id: 2 }).fetch(), LogError);
  });
});

Deno.test("a child process inherits what its export is called; where only the id came, that is trusted", async () => {
  await twoServers(async (_here, there) => {
    const { warned, result } = await listening(() => there.connect());
    assertMatch(
      warned.join(),
      /^The active export is paper1 \/ analysis1; export 1 of this server is other \/ fig 1: reads will fail/,
    );
    const item = await result.table("shop.item");
    await assertRejects(() => item.and({ id: 1 }).fetch(), LogError);
    // Python passes on the id alone, also one that it started itself.
    for (const text of [undefined, "", "{", '{"export_id":2}', NAMES_TWO]) {
      if (text === undefined) Deno.env.delete("SPYGLASS_EXPORT_KEY");
      else Deno.env.set("SPYGLASS_EXPORT_KEY", text);
      await item.and({ id: 1 }).fetch();
    }
    assertEquals(await entries(there), ["shop.item (id=1)"]);
  });
});

const NAMES_TWO = JSON.stringify({ export_id: 2, ...KEY });

Deno.test("the active export's name is passed on with its id, and ends with it", () => {
  setActiveExport(3, KEY);
  assertEquals([activeExportId(), activeExportKey()?.paper_id], [3, "paper1"]);
  endActiveExport();
  assertEquals([activeExportId(), activeExportKey()], [null, null]);
  assertEquals(Deno.env.get("SPYGLASS_EXPORT_ID"), "0");
  assertEquals(Deno.env.get("SPYGLASS_EXPORT_KEY"), undefined);
});
