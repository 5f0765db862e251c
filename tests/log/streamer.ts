/** A process that streams and says each row that it was given: run by `streams_test.ts`, which kills it. */
import { connect } from "../../src/connect.ts";

const [socketPath] = Deno.args;
const { log } = console;
console.log = () => {};
await using db = await connect({ socketPath: socketPath!, user: "root" });
const item = await db.table("shop.item");
for await (const row of item.orderBy("id").stream()) {
  log(String(row.id));
}
