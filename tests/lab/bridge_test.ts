import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { type LabPlace, labPlace } from "./front_end.ts";

const SHOP = `
create database shop;
use shop;
create table item (id int primary key, name varchar(40) not null) engine=InnoDB;
insert into item select seq, concat('item ', seq) from seq_1_to_30;
create table sale (sale_id int primary key, id int not null, foreign key (id) references item (id)) engine=InnoDB;
insert into sale select seq, 1 + seq % 5 from seq_1_to_20;
`;

async function shop(): Promise<LabPlace> {
  const place = await labPlace();
  await loadSql(place.socket, SHOP);
  return place;
}

const PAPER = { paper_id: "paper1", analysis_id: "analysis1" };

/** Starts quietly, as a cell does. */
async function start(
  db: Awaited<ReturnType<LabPlace["open"]>>,
  key = PAPER,
): Promise<number> {
  const { result } = await listening(() => db.ExportSelection.startExport(key));
  return result.export_id;
}

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
  const begun = performance.now();
  await item.and({ id: 3 }).fetch();
  const state = await front.until("the read", ({ reads }) => reads.total === 1);
  const [entry] = state.reads.tables[0]!.newest;
  assertEquals(entry!.isOwn, true);
  assertEquals(entry!.restriction, "(id=3)");
  assert(
    performance.now() - begun < 1000,
    "the first read after a pause is sent at once",
  );
  await listening(() => db.ExportSelection.stopExport());
  await front.until("the stop", ({ active }) => active === null);
  await item.and({ id: 4 }).fetch();
  await item.and({ id: 5 }).fetch();
  const { unlogged } = await front.until(
    "reads that nothing logs",
    ({ unlogged }) => unlogged?.reads === 2,
  );
  assertEquals(unlogged!.table, "`shop`.`item`");
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

Deno.test("reads that another process logs into the shown export appear soon, and what it takes away goes", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  await front.ask({ ask: "hello" });
  await start(db);
  await (await db.table("shop.sale")).and({ id: 1 }).fetch();
  await front.until("the own read", ({ reads }) => reads.total === 1);
  // As Python writes it.
  const begun = performance.now();
  await loadSql(
    place.socket,
    "insert into common_usage.export_selection__table values (1, 7, '`shop`.`item`', '(`id`=7)')",
  );
  const state = await front.until("theirs", ({ reads }) => reads.total === 2);
  assert(performance.now() - begun < 2000);
  const [entry] = state.reads.tables[0]!.newest;
  assertEquals([entry!.isOwn, entry!.table_id], [false, 7]);
  assert(entry!.at !== null);
  await loadSql(
    place.socket,
    "delete from common_usage.export_selection__table where table_id = 7; insert into common_usage.export_selection__table values (1, 7, '`shop`.`item`', 'True')",
  );
  await front.until(
    "another entry under its id",
    ({ reads }) => reads.tables.some(({ isWhole }) => isWhole),
  );
  await loadSql(
    place.socket,
    "delete from common_usage.export_selection__table where table_id = 7",
  );
  await front.until("its end", ({ reads }) => reads.total === 1);
});

Deno.test("an export that somebody deletes is active with a problem: reads would fail", async () => {
  await using place = await shop();
  const db = await place.open();
  await place.front.ask({ ask: "hello" });
  await start(db);
  await place.front.until("the start", ({ active }) => active !== null);
  await loadSql(place.socket, "delete from common_usage.export_selection");
  const { active } = await place.front.until(
    "the problem",
    ({ active }) => active?.problem !== null,
  );
  assertStringIncludes(active!.problem!, "does not know");
});

Deno.test("a database that stops is a problem in words, and none when it is back", async () => {
  await using place = await shop();
  const { front } = place;
  const db = await place.open();
  await front.ask({ ask: "hello" });
  await start(db);
  await front.until("the start", ({ active }) => active !== null);
  const pid = Number(
    (await place.pool.texts("select @@pid_file"))[0]![0] &&
      await Deno.readTextFile(
        (await place.pool.texts("select @@pid_file"))[0]![0]!,
      ),
  );
  Deno.kill(pid, "SIGSTOP");
  await front.until(
    "that it does not answer",
    ({ database }) => /answer/.test(database?.problem ?? ""),
  );
  Deno.kill(pid, "SIGCONT");
  await front.until(
    "that it is back",
    ({ database }) => database?.problem === null,
  );
  await (await db.table("shop.item")).and({ id: 1 }).fetch();
  await front.until("the read", ({ reads }) => reads.total === 1);
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

Deno.test("whatever is sent as a request gets an answer or nothing, and never an error", async () => {
  await using place = await shop();
  const { front } = place;
  await place.open();
  await front.ask({ ask: "hello" });
  const odd = [
    "",
    "null",
    "7",
    "[]",
    "{",
    '{"id":"x"}',
    '{"id":7,"ask":"stop"}',
    '{"id":"x","ask":"__proto__"}',
    '{"id":"x","ask":"toString"}',
    '{"id":"x","ask":"start","paper_id":{},"analysis_id":"a"}',
    '{"id":"x","ask":"start","paper_id":"../x","analysis_id":"a"}',
    '{"id":"x","ask":"grid","view":null}',
    '{"id":"x","ask":"grid","view":{"table":"`a`.`b`","rows":"all","sort":[],"filter":[]}}',
    '{"id":"x","ask":"grid","view":{"table":"shop.item","rows":"all","sort":[{"column":"id; drop table shop.item","isDescending":true}],"filter":[]}}',
    '{"id":"x","ask":"gridRows","view":{"table":"shop.item","rows":"all","sort":[],"filter":[{"column":"id","operator":"= 1 or 1","value":"1"}]},"offset":0,"limit":1}',
    '{"id":"x","ask":"reads","table":"t","offset":-1,"limit":1e99}',
    `{"id":"x","ask":"show","paper_id":"${"x".repeat(20_000)}"}`,
    '{"id":"x","ask":"forget","export_id":1,"table_id":1,"confirmed":"yes"}',
    '{"id":"x","ask":"cancel","job":"none"}',
  ];
  for (const text of odd) front.send(text);
  front.send(undefined as never);
  front.send({ toString: () => "{" } as never);
  await front.ask({ ask: "hello" });
  const errors = front.messages.filter((message) =>
    message.kind === "reply" && message.error !== undefined
  );
  assert(errors.length >= odd.length - 2, `${errors.length} errors`);
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
