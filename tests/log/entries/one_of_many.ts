/** A process that logs many reads into the export it inherits: run by `processes_test.ts`. */
import { connect } from "../../../src/connect.ts";

const [socketPath, from, count] = Deno.args;
console.log = () => {};
await using db = await connect({ socketPath: socketPath!, user: "root" });
const item = await db.table("shop.item");
for (let at = 0; at < Number(count); at += 10) {
  await Promise.all(Array.from({ length: 10 }, async (_, i) => {
    const id = Number(from) + at + i;
    const rows = await item.and({ price: id }).rows();
    if (rows.length !== 1) throw new Error(`${id}: ${rows.length} rows`);
  }));
}
// One that all of them read.
await item.and({ id: 1 }).rows();
