/** What is said when a server has gone away, and how long each write waits for it. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { patiently } from "../../../src/connection/patience.ts";
import type { Session } from "../../../src/connection/session.ts";
import { ConnectionError, LogError, QueryError } from "../../../src/errors.ts";
import { logError } from "../../../src/log/entries/log_error.ts";
import { RemovalRight } from "../../../src/log/removal/removal_right.ts";
import { WriteQueue } from "../../../src/log/entries/write_queue.ts";
import { pause } from "./loggers.ts";

Deno.test("a read that cannot be logged because the server went away says that its entry may be in the log", () => {
  const { message } = logError(1, AWAY);
  assertStringIncludes(message, "the read was not given out");
  assertStringIncludes(message, "may be in the log all the same");
  assert(!logError(1, LOCKED).message.includes("all the same"));
});

Deno.test("a stream whose provisional entries cannot be removed because the server went away says which they are", async () => {
  const lost = new ConnectionError("no route", "EHOSTUNREACH");
  const session = { run: () => Promise.reject(lost) } as unknown as Session;
  await assertRejects(
    () => new RemovalRight(session).remove(1, [7]),
    LogError,
    "table_id IN (7)",
  );
});

Deno.test("a stream whose provisional entries are held by others says so, and blames no right", async () => {
  const locked = new QueryError("Cannot run: the server refused it (1205)", {
    code: "ER_LOCK_WAIT_TIMEOUT",
    errno: 1205,
    sql: "",
  });
  const session = { run: () => Promise.reject(locked) } as unknown as Session;
  const right = new RemovalRight(session, 100);
  const ends = await assertRejects(() => right.remove(1, [7]), LogError);
  assertStringIncludes(ends.message, "when whoever holds them has ended");
  assertStringIncludes(ends.message, "table_id IN (7)");
  const begins = await assertRejects(() => right.check(1), LogError);
  assertStringIncludes(begins.message, "read it again when they have ended");
  for (const { message } of [ends, begins]) {
    assert(!message.includes("DELETE on"), message);
  }
});

/** A queue whose writes fail with an error until they may not be tried any more. */
function failing(error: unknown, patience: number) {
  const turns: { entries: string[]; ms: number }[] = [];
  const queue = new WriteQueue((entries, { ms }) => {
    turns.push({ entries: entries.map(({ restriction }) => restriction), ms });
    return patiently(() => Promise.reject(error), { ms });
  }, patience);
  const add = async (restriction: string) => {
    const start = performance.now();
    await queue.add([{ table: "t", restriction }], false).catch(() => {});
    return performance.now() - start;
  };
  return { add, turns };
}

const AWAY = new ConnectionError("gone", "ECONNREFUSED");
const LOCKED = new QueryError("locked", { code: "", errno: 1205, sql: "" });

for (const [what, error] of [["is away", AWAY], ["is locked", LOCKED]]) {
  Deno.test(`while the server ${what} each write waits as long as its own patience, however many are before it`, async () => {
    const { add, turns } = failing(error, 600);
    const waits = [add("a")];
    await pause(200);
    waits.push(add("b"));
    await pause(200);
    waits.push(add("c"));
    for (const wait of await Promise.all(waits)) {
      assert(wait < 1000, `${wait}`);
    }
    assertEquals(turns[0]!.entries, ["a"]);
    assertEquals(turns[1]!.entries, ["b", "c"]);
    assert(turns.every(({ ms }) => ms <= 600));
  });
}
