import { assertEquals, assertRejects } from "@std/assert";
import {
  Asks,
  type Pending,
  samePending,
} from "../../../lab-extension/src/kernel/asks.ts";
import { LinkError } from "../../../lab-extension/src/kernel/link_error.ts";

const QUICK = { gone: 30, quick: 60, long: 100_000 };
const STOP = { ask: "stop" } as const;

function asks(): { asks: Asks; pending: () => readonly Pending[] } {
  let pending: readonly Pending[] = [];
  return {
    asks: new Asks((now) => pending = now, QUICK),
    pending: () => pending,
  };
}

function sent(): Promise<void> {
  return Promise.resolve();
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => work, LinkError);
  return `${error.problem}${error.isAsked ? ", asked" : ""}`;
}

Deno.test("Asks gives the reply's value, or throws what the module said", async () => {
  const { asks: all, pending } = asks();
  const value = all.wait("1", STOP, sent);
  const error = all.wait("2", STOP, sent);
  assertEquals(pending().map(({ id }) => id), ["1", "2"]);
  all.answer({ kind: "reply", kernel: "k", id: "1", value: 5 });
  all.answer({ kind: "reply", kernel: "k", id: "2", error: "no paper" });
  assertEquals(await value, 5);
  await assertRejects(() => error, Error, "no paper");
  assertEquals(pending(), []);
});

Deno.test("Asks gives up what a kernel that is silent or far does not answer, and says so", async () => {
  for (const standing of ["silent", "offline"] as const) {
    const { asks: all, pending } = asks();
    const waiting = all.wait("1", STOP, () => new Promise(() => {}));
    all.stand(standing);
    assertEquals(await problemOf(waiting), `${standing}, asked`);
    assertEquals(pending(), []);
  }
});

Deno.test("Asks waits for a busy kernel as long as its cell takes, and not for ever for one that is not", async () => {
  const { asks: all } = asks();
  all.stand("busy");
  const waiting = all.wait("1", STOP, sent);
  let isOver = false;
  waiting.catch(() => isOver = true);
  await new Promise((done) => setTimeout(done, QUICK.quick * 3));
  assertEquals(isOver, false);
  all.stand("answers");
  assertEquals(await problemOf(waiting), "late, asked");
});

Deno.test("Asks lets what takes long take long", async () => {
  const { asks: all } = asks();
  const waiting = all.wait("1", { ask: "diagram" }, sent);
  await new Promise((done) => setTimeout(done, QUICK.quick * 3));
  all.answer({ kind: "reply", kernel: "k", id: "1", value: "drawn" });
  assertEquals(await waiting, "drawn");
});

Deno.test("Asks ends with what could not be sent, and with the kernel", async () => {
  const { asks: all, pending } = asks();
  const dropped = all.wait(
    "1",
    STOP,
    () => Promise.reject(new LinkError("dropped")),
  );
  assertEquals(await problemOf(dropped), "dropped");
  const ended = all.wait("2", STOP, sent);
  const missing = all.wait("3", STOP, sent);
  all.fail("ended");
  assertEquals(await problemOf(ended), "ended, asked");
  assertEquals(await problemOf(missing), "ended, asked");
  assertEquals(pending(), []);
});

Deno.test("samePending() sees only the kinds that it is asked about", () => {
  const kinds = new Set(["forget", "code"] as const);
  const code = {
    id: "1",
    asked: { ask: "code", export_id: 1, table_id: 1 },
  } as const;
  const view = { table: "t", rows: "all", sort: [], filter: [] } as const;
  const page = {
    id: "2",
    asked: { ask: "gridRows", view, offset: 0, limit: 1 },
  } as const;
  assertEquals(samePending([code], [code, page], kinds), true);
  assertEquals(samePending([code], [page], kinds), false);
  assertEquals(samePending([], [{ ...code, id: "3" }], kinds), false);
});
