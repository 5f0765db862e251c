import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listening } from "../story/place.ts";
import { labPlace, soon } from "./front_end.ts";
import { logging, PAPER, shop, start } from "./shop.ts";

Deno.test("nothing is sent before a front end has said hello; then one whole state, and a reply", async () => {
  await using place = await shop();
  const db = await place.open();
  await start(db);
  await (await db.table("shop.item")).fetch();
  assertEquals(place.front.messages, []);
  await place.front.ask({ ask: "hello", front: "a" });
  const state = await place.front.until(
    "the read",
    ({ reads }) => reads.total === 1,
  );
  assertEquals(state.active?.paper_id, "paper1");
  assertEquals(state.active?.inherited, false);
  assertEquals(state.database?.problem, null);
  assertEquals(state.shown, { export_id: 1, ...PAPER });
  assertEquals(
    state.reads.tables.map(({ label, isWhole }) => [label, isWhole]),
    [
      ["shop.Item", true],
    ],
  );
  assertStringIncludes(state.database!.label, "root@");
});

Deno.test("a hello that came before connect() is answered by it", async () => {
  await using place = await shop();
  // The bridge of this process is there already: what it does with those that wait is looked at in a process of its own.
  const text = `
    const got = [];
    const jupyter = { broadcast: (_, { data }) => { got.push(data) } };
    Object.defineProperty(globalThis, "Deno", { value: Object.create(Deno, { jupyter: { value: jupyter } }) });
    globalThis[Symbol.for("spyglass-deno.lab")] = { waiting: [JSON.stringify({ id: "h", ask: "hello" })], receive() {} };
    const { connect } = await import("spyglass-deno");
    const db = await connect({ socketPath: ${
    JSON.stringify(place.socket)
  }, user: "root" });
    while (!got.some((m) => m.kind === "state" && m.database)) await new Promise((done) => setTimeout(done, 5));
    console.log(JSON.stringify(got.map((m) => m.kind + " " + (m.id ?? m.database?.problem))));
    await db.close();
    Deno.exit(0);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", text],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const out = new TextDecoder().decode(stdout);
  assertStringIncludes(out, '"reply h"', new TextDecoder().decode(stderr));
  assertStringIncludes(out, '"state null"');
});

Deno.test("what a cell does shows at once: start, read, stop, a read under no export", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  const item = await db.table("shop.item");
  await front.ask({ ask: "hello" });
  await front.until("no export", ({ active }) => active === null);
  await start(db);
  await front.until("the start", ({ active }) => active?.export_id === 1);
  await item.and({ id: 3 }).fetch();
  const state = await front.until("the read", ({ reads }) => reads.total === 1);
  const [entry] = state.reads.tables[0]!.newest;
  assertEquals(entry!.isOwn, true);
  assertEquals(entry!.restriction, "(id=3)");
  await listening(() => db.ExportSelection.stopExport());
  await front.until("the stop", ({ active }) => active === null);
  await item.and({ id: 4 }).fetch();
  await item.and({ id: 5 }).fetch();
  const { unlogged } = await front.until(
    "reads that nothing logs",
    ({ unlogged }) => unlogged?.reads === 2,
  );
  assertEquals(unlogged!.table, "shop.Item");
  await start(db);
  await front.until(
    "a new count",
    ({ unlogged, active }) => active !== null && unlogged === null,
  );
});

Deno.test("previews, counts and the log's own tables are no reads under no export", async () => {
  await using place = await shop();
  const db = await place.open();
  const item = await db.table("shop.item");
  await place.front.ask({ ask: "hello" });
  await item.preview();
  await item.count();
  await item.exists();
  await db.ExportSelection.fetch();
  await place.front.ask({ ask: "show", paper_id: "none" }).catch(() => {});
  assertEquals(place.front.state.unlogged, null);
});

Deno.test("a second connect() is shown; closed, the first one is again; then none", async () => {
  await using place = await shop();
  await using other = await labPlace();
  const { front } = other;
  const first = await place.open();
  await front.ask({ ask: "hello" });
  await front.until(
    "the first",
    ({ database }) => database?.label.includes(place.socket) ?? false,
  );
  const second = await other.open();
  await front.until(
    "the second",
    ({ database }) => database?.label.includes(other.socket) ?? false,
  );
  await second.close();
  await front.until(
    "the first again",
    ({ database }) => database?.label.includes(place.socket) ?? false,
  );
  await first.close();
  await front.until("none", ({ database }) => database === null);
});

Deno.test("bye ends the sending, unless another window looks", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  await front.ask({ ask: "hello", front: "a" });
  await front.ask({ ask: "hello", front: "b" });
  await front.ask({ ask: "bye", front: "a" });
  await start(db);
  await front.until("the start", ({ active }) => active !== null);
  await front.ask({ ask: "bye", front: "b" });
  const count = front.states.length;
  await (await db.table("shop.item")).fetch();
  await listening(() => db.ExportSelection.stopExport());
  assertEquals(front.states.length, count);
});

Deno.test("a thousand reads are told in few messages, the last of which has them all", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  const item = await db.table("shop.item");
  await front.ask({ ask: "hello" });
  await start(db);
  await front.until("the start", ({ active }) => active !== null);
  const before = front.states.length;
  const begun = performance.now();
  for (let i = 0; i < 300; i++) {
    await Promise.all([
      item.and(`id = ${i}`).fetch(),
      item.and(`id > ${i}`).fetch(),
      item.and(`id < ${i}`).fetch(),
    ]);
  }
  const seconds = (performance.now() - begun) / 1000;
  await front.until("all of them", ({ reads }) => reads.total === 900, 20_000);
  const sent = new Set(front.states.slice(before).map(({ seq }) => seq)).size;
  assert(
    sent <= 12 * (seconds + 2),
    `${sent} states in ${seconds.toFixed(1)} s`,
  );
  assert(JSON.stringify(front.state).length < 50_000);
});

Deno.test("the export that a restart interrupted is told, resumed or dismissed", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  await start(db);
  await db.close();
  // A new process has no such variable.
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  await place.open();
  await front.ask({ ask: "hello" });
  const { interrupted } = await front.until(
    "the interrupted one",
    ({ interrupted }) => interrupted !== null,
  );
  assertEquals(interrupted!.paper_id, "paper1");
  const { said } = await front.ask({ ask: "resume" }) as { said: string[] };
  assertEquals(said, ['Resuming {"export_id":1}']);
  await front.until(
    "the export",
    ({ active, interrupted }) =>
      active?.export_id === 1 && interrupted === null,
  );
  await front.ask({ ask: "stop" });
  await front.until(
    "the stop",
    ({ active, interrupted }) => active === null && interrupted === null,
  );
});

Deno.test("an export that a cell has resumed cannot be dismissed by what was asked before: a restart finds it again", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  await start(db);
  await db.close();
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  const again = await place.open();
  await front.ask({ ask: "hello" });
  await front.until("it", ({ interrupted }) => interrupted !== null);
  await start(again);
  const { error } = await front.reply({ ask: "dismiss", export_id: 1 });
  assertStringIncludes(error!, "interrupted no more");
  await again.close();
  Deno.env.delete("SPYGLASS_EXPORT_ID");
  await place.open();
  await front.until("it again", ({ interrupted }) => interrupted !== null);
  const other = await front.reply({ ask: "dismiss", export_id: 2 });
  assertStringIncludes(other.error!, "interrupted no more");
  await front.ask({ ask: "dismiss", export_id: 1 });
  await front.until("none", ({ interrupted }) => interrupted === null);
});

Deno.test("a window that says nothing any more is forgotten: the server is asked nothing, until it is heard again", async () => {
  await using place = await shop();
  const { front } = place;
  await place.open();
  const asked = async () =>
    Number(
      (await place.pool.texts("show global status like 'Questions'"))[0]![1],
    );
  await front.ask({ ask: "hello", front: "closed later", seconds: 2 });
  await front.until("a state", ({ database }) => database !== null);
  const before = await asked();
  await soon("the beat", async () => await asked() > before + 10 || undefined);
  await soon("the end of the beat", async () => {
    const count = await asked();
    await new Promise((done) => setTimeout(done, 800));
    // This very question is one.
    return await asked() === count + 1 || undefined;
  });
  await front.ask({ ask: "hello", front: "closed later", seconds: 60 });
  const again = await asked();
  await soon("the beat", async () => await asked() > again + 10 || undefined);
});

Deno.test("a read of an earlier connect() that nothing logs is told, whichever database is shown", async () => {
  await using place = await shop();
  await using other = await labPlace();
  const { front } = other;
  const first = await place.open();
  const item = await first.table("shop.item");
  await other.open();
  await front.ask({ ask: "hello" });
  await front.until(
    "the second",
    ({ database }) => database?.label.includes(other.socket) ?? false,
  );
  await item.and({ id: 1 }).fetch();
  const { unlogged } = await front.until(
    "the read",
    ({ unlogged }) => unlogged !== null,
  );
  assertEquals([unlogged!.reads, unlogged!.table], [1, "shop.Item"]);
  await first.close();
  await front.ask({ ask: "hello" });
  assertEquals(front.state.unlogged?.reads, 1);
});

Deno.test("a read by tables of an earlier connect() to the same server is this kernel's own", async () => {
  await using place = await shop();
  const { front } = place;
  const item = await (await place.open()).table("shop.item");
  await logging(place);
  await front.until("the start", ({ active }) => active !== null);
  await item.and({ id: 3 }).fetch();
  const { reads } = await front.until("it", ({ reads }) => reads.total === 1);
  assertEquals(reads.tables[0]!.newest[0]!.isOwn, true);
});
