/** Reads that are made at once, and what writing them down takes. */
import { assert, assertEquals } from "@std/assert";
import { HeldReplies } from "../../connection/held_replies.ts";
import { entries, openShop, start } from "../shop.ts";

Deno.test("reads at once are written by single statements where nobody else writes", async () => {
  await using shop = await openShop();
  await using held = new HeldReplies(shop.socket);
  await using far = await shop.connect({ socketPath: held.socketPath });
  await start({ ...shop, db: far });
  const item = await far.table("shop.item");
  await item.and({ id: 1 }).fetch();
  held.listen();
  await Promise.all(
    Array.from({ length: 8 }, (_, at) => item.and({ id: 10 + at }).fetch()),
  );
  assert(!held.sent.includes("START TRANSACTION"), held.sent);
  assertEquals(new Set(await entries(shop)).size, 9);
});
