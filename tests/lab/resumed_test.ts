/** What an export that is gone on with knows of how it was started. */
import { assertEquals, assertMatch } from "@std/assert";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import type { LabPlace } from "./front_end.ts";
import { PAPER, shop } from "./shop.ts";

type Connected = Awaited<ReturnType<LabPlace["open"]>>;

/** A place with rows of two sessions, and an export that may show one. */
async function limited(): Promise<LabPlace> {
  const place = await shop();
  await loadSql(
    place.socket,
    `create table shop.trial (nwb_file_name varchar(64), id int, primary key (nwb_file_name, id)) engine=InnoDB;
    insert into shop.trial values ('a_.nwb', 1), ('b_.nwb', 1)`,
  );
  const db = await place.open();
  await listening(() =>
    db.ExportSelection.startExport({ ...PAPER, includedNwbFiles: ["a_.nwb"] })
  );
  return place;
}

/** What a read of a session warns of. */
async function warned(db: Connected, nwb_file_name: string): Promise<string> {
  const trial = await db.table("shop.trial");
  const read = () => trial.and({ nwb_file_name }).fetch();
  return (await listening(read)).warned.join();
}

const OUTSIDE = /rests on b_\.nwb, not among includedNwbFiles \(a_\.nwb\)/;

Deno.test("an export that the panel resumes after a restart still warns of sessions that it may not show", async () => {
  await using place = await limited();
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  const db = await place.open();
  await place.front.ask({ ask: "hello" });
  await place.front.ask({ ask: "resume" });
  assertEquals(await warned(db, "a_.nwb"), "");
  assertMatch(await warned(db, "b_.nwb"), OUTSIDE);
});

Deno.test("so does one under which the notebook connects anew", async () => {
  await using place = await limited();
  const db = await place.open();
  assertEquals(await warned(db, "a_.nwb"), "");
  assertMatch(await warned(db, "b_.nwb"), OUTSIDE);
});

Deno.test("an export that is started anew without a list of sessions may show all, also when it is resumed", async () => {
  await using place = await limited();
  let db = await place.open();
  await listening(() => db.ExportSelection.startExport(PAPER));
  assertEquals(await warned(db, "b_.nwb"), "");
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  db = await place.open();
  await listening(() => db.ExportSelection.resumeExport());
  assertEquals(await warned(db, "b_.nwb"), "");
});
