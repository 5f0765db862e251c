/**
 * A process that reads, and notes on disk what it was handed out: run by `loggers.ts`. It reads items by their price,
 * from `from` up to, not with, `to`, ten at a time, every other one by its keys.
 */
import { connect } from "../../../src/connect.ts";

const [socketPath, notes, from, to] = Deno.args;
console.log = () => {};
console.warn = () => {};
await using db = await connect({ socketPath: socketPath!, user: "root" });
const item = await db.table("shop.item");
using file = Deno.openSync(notes!, { append: true, create: true });

for (let at = Number(from); at < Number(to); at += 10) {
  const ids = Array.from({ length: 10 }, (_, i) => at + i)
    .filter((id) => id < Number(to));
  await Promise.all(ids.map(async (id) => {
    const query = item.and({ price: id });
    const rows = await (id % 2 === 0 ? query : query.limit(1)).rows();
    if (rows.length !== 1) throw new Error(`${id}: ${rows.length} rows`);
    file.writeSync(new TextEncoder().encode(`${rows[0]!.id}\n`));
    file.syncDataSync();
  }));
}
