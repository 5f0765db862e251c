/** A server that goes away and does not come back. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SpyglassError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { openShop, start } from "../shop.ts";
import { pause } from "./loggers.ts";

const LOG = "common_usage.export_selection__table";

Deno.test("reads that wait behind another's write fail when the server has been gone for as long as one waits, with the reason", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  const ended: number[] = [];
  let began = 0;
  await shop.pool.reserve(async (holder) => {
    await holder.run("start transaction");
    await holder.run(
      `insert into ${LOG} values (1, 2, '\`shop\`.\`item\`', '(id=7)')`,
    );
    const reads = [2, 3, 4].map(async (id) => {
      const error = await assertRejects(
        () => shop.item.and({ id }).fetch(),
        SpyglassError,
      );
      ended.push(performance.now() - began);
      return error.message;
    });
    await pause(300);
    await loadSql(shop.socket, "shutdown").catch(() => {});
    while (await isThere(shop.socket)) await pause(50);
    began = performance.now();
    for (const message of await Promise.all(reads)) {
      assert(/Cannot (reach|connect|log|run)/.test(message), message);
    }
  }).catch(() => {});
  assertEquals(ended.length, 3);
  assert(Math.max(...ended) < 30_000, ended.join());
});

async function isThere(socket: string): Promise<boolean> {
  return await loadSql(socket, "select 1").then(() => true, () => false);
}
