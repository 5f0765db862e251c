/** The connection that the log holds for itself. */
import { assert } from "@std/assert";
import { within } from "../../../src/connection/within.ts";
import { INSERT_ONE } from "../../../src/log/entries/entry_statements.ts";
import { Lane } from "../../../src/log/entries/lane.ts";
import { openShop, start } from "../shop.ts";

Deno.test("a lane that is closed while it takes its connection gives it back", async () => {
  await using shop = await openShop();
  await start(shop);
  const lane = new Lane(shop.pool, INSERT_ONE);
  lane.open();
  lane.close();
  let held = 0;
  const all = Promise.withResolvers<void>();
  const reserved = Array.from(
    { length: 8 },
    () =>
      shop.pool.reserve(async () => {
        if (++held === 8) all.resolve();
        await all.promise;
      }),
  );
  const isLate = await within(all.promise, 3000);
  all.resolve();
  await Promise.all(reserved);
  assert(!isLate, "one of eight connections is not free");
});
