/**
 * A process whose read of items the server refuses, when the lock `gate` is free.
 *
 * @module
 */
import { connect } from "../../src/connect.ts";

/** What the server computes when it has the lock, and then refuses to give. */
export const REFUSED_LATE =
  "get_lock('gate', 60) * (CAST(id AS unsigned) - 18446744073709551615)";

if (import.meta.main) {
  const [socket, condition] = Deno.args as [string, string];
  await using db = await connect({ socketPath: socket, user: "root" });
  const item = await db.table("shop.item");
  try {
    await item.and(condition).proj({ x: REFUSED_LATE }).rows();
  } catch (error) {
    console.log((error as Error).message);
  }
}
