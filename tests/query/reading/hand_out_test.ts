/** A stream whose chunk is closed from outside while its reader takes rows. */
import { assertEquals } from "@std/assert";
import { handOut } from "../../../src/query/reading/hand_out.ts";
import type {
  ReadTicket,
  RowsRead,
} from "../../../src/query/reading/observer.ts";

/** A log that notes in which order it is opened and closed, with how many rows. */
function slowLog() {
  const done: string[] = [];
  const opening = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<void>();
  let pause: (() => Promise<void>) | null = null;
  const ticket = {
    logs: true,
    lookedAt: () => Promise.resolve(),
    onPause: (wanted: (() => Promise<void>) | null) => {
      if (wanted !== null) pause = wanted;
    },
    open: async (rows: readonly RowsRead[]) => {
      await opening.promise;
      done.push(`open ${rows.length}`);
      return {
        close: async (given: () => Promise<readonly RowsRead[]>) => {
          const rows = await given();
          await closing.promise;
          done.push(`close ${rows.length}`);
        },
      };
    },
  } as unknown as ReadTicket;
  const rows = handOut({
    ticket,
    rows: [1, 2, 3],
    lookedAt: [],
    readsOf: (from, to) =>
      Promise.resolve(Array.from({ length: to - from }, () => ROW)),
  });
  return { done, opening, closing, rows, pause: () => pause!() };
}

const ROW = {} as RowsRead;

Deno.test("a chunk that is closed just when it was opened is opened again before a row is given", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const log = slowLog();
    log.closing.resolve();
    const first = log.rows.next();
    await Promise.resolve();
    log.opening.resolve();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await log.pause();
    assertEquals((await first).value, 1);
    const isOpen = log.done.at(-1)!.startsWith("open");
    const isLogged = log.done.includes("close 1");
    assertEquals(isOpen || isLogged, true, `${turns}: ${log.done}`);
  }
});

Deno.test("a stream that is left while its chunk is being closed ends when that is done", async () => {
  const log = slowLog();
  log.opening.resolve();
  await log.rows.next();
  const paused = log.pause();
  const left = log.rows.return().then(() => log.done.push("left"));
  await new Promise((done) => setTimeout(done, 5));
  log.closing.resolve();
  await Promise.all([paused, left]);
  assertEquals(log.done, ["open 3", "close 1", "left"]);
});
