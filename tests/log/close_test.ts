/** Closing a connection to a database in the middle of whatever it does. */
import { assert, assertEquals } from "@std/assert";
import { within } from "../../src/connection/within.ts";
import { SpyglassError } from "../../src/errors.ts";
import type { Commands } from "../story/place.ts";
import type { Database } from "../../mod.ts";
import { KEY, loggedItems, openLarge } from "./shop.ts";

const SOON = 10_000;

Deno.test("close() ends at any moment, each read gives its rows or fails, and what was given is in the log", async () => {
  await using shop = await openLarge();
  const given = new Set<number>();
  for (let wait = 0; wait < 24; wait++) {
    const db = await shop.connect();
    const works = await atWork(db, wait, given);
    await new Promise((resolve) => setTimeout(resolve, wait));
    assertEquals(await within(db.close(), SOON), false, `after ${wait} ms`);
    assertEquals(await within(Promise.all(works), SOON), false);
  }
  const logged = new Set(await loggedItems(shop));
  assertEquals(given.difference(logged), new Set());
});

/** Reads and looks of all kinds, all at once. */
async function atWork(
  db: Database & Commands,
  at: number,
  given: Set<number>,
): Promise<Promise<unknown>[]> {
  const item = await db.table("shop.item");
  const sale = await db.table("shop.sale");
  const { ExportSelection } = db;
  const some = item`id > ${at * 100} and id <= ${at * 100 + 50}`;
  const take = (rows: Iterable<object>) => {
    for (const row of rows) given.add((row as { id: number }).id);
  };
  const stream = async () => {
    for await (const row of some.stream()) take([row]);
  };
  const works = [
    some.limit(5).fetch().then(take),
    some.fetch().then(take),
    stream(),
    some.join(sale.proj()).limit(5).fetch(),
    db.sql`select * from shop.item limit ${at + 1}`.fetch().then(take),
    ExportSelection.showAllTables(KEY),
    ExportSelection.previewTables(KEY),
    ExportSelection.review(KEY),
  ];
  return works.map(orRefused);
}

async function orRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error) => assert(error instanceof SpyglassError, error));
}
