/** What a cell shows of work that takes a while. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { shownWork } from "../../src/export/shown_work.ts";
import { workHtml } from "../../src/present/work_view.ts";
import { openLab, PAPER } from "./lab.ts";

interface Shown {
  readonly type: string;
  readonly content: {
    readonly data: Readonly<Record<string, string>>;
    readonly transient?: { readonly display_id: string };
  };
}

/** What cells would show until the end of a test. */
function fakeKernel(): Disposable & { readonly shown: Shown[] } {
  const shown: Shown[] = [];
  const jupyter = {
    broadcast: (type: string, content: Shown["content"]) => {
      if (type.endsWith("display_data")) shown.push({ type, content });
      return Promise.resolve();
    },
  };
  // Outside of the kernel the property throws, and cannot be set: it is hidden.
  const real = Deno;
  const put = (value: unknown) =>
    Object.defineProperty(globalThis, "Deno", { configurable: true, value });
  put(Object.create(Deno, { jupyter: { value: jupyter } }));
  return { shown, [Symbol.dispose]: () => void put(real) };
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

Deno.test("work that takes a while says in one place of the cell what it does", async () => {
  using kernel = fakeKernel();
  const options = { action: "try", step: "Beginning", say: () => {} };
  await shownWork(options, () => wait(100));
  assertEquals(kernel.shown, []);
  await shownWork(options, async (progress) => {
    await wait(2600);
    progress.at("Computing the slice: 1,200 rows so far");
    await wait(600);
  });
  const texts = kernel.shown.map(({ content }) => content.data["text/plain"]!);
  assertMatch(texts[0]!, /^Beginning, for [23] s …$/);
  assertMatch(
    texts.at(-2)!,
    /^Computing the slice: 1,200 rows so far, for 3 s/,
  );
  assertMatch(texts.at(-1)!, /^Done in [34] s$/);
  assertEquals(kernel.shown[0]!.type, "display_data");
  assert(
    kernel.shown.slice(1).every(({ type }) => type === "update_display_data"),
  );
  const places = kernel.shown.map(({ content }) =>
    content.transient!.display_id
  );
  assertEquals(new Set(places).size, 1);
});

Deno.test("work that fails says what it did then, and its error is the cell's", async () => {
  using kernel = fakeKernel();
  await assertRejects(
    () =>
      shownWork({ action: "try", step: "Looking", say: () => {} }, async () => {
        await wait(2600);
        throw new Error("lost");
      }),
    Error,
    "lost",
  );
  const last = kernel.shown.at(-1)!.content.data;
  assertMatch(last["text/plain"]!, /^Looking: stopped after 3 s$/);
});

Deno.test("outside of cells work that takes a while says so by lines", async () => {
  const lines: string[] = [];
  await shownWork({
    action: "try",
    step: "Looking",
    say: (line) => lines.push(line),
  }, () => wait(2700));
  assertEquals(lines.length, 1);
  assertMatch(lines[0]!, /^Looking, for 2 s …$|^Looking, for 3 s …$/);
});

Deno.test("what work does cannot be markup", () => {
  const html = workHtml({ step: "<b>x</b>", seconds: 2, state: "running" });
  assert(html.includes("&lt;b&gt;x"), html);
});

Deno.test("whatever computes a slice says in the cell what it does", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.and({ id: 2 }).fetch());
  // A read that takes the server a while.
  await lab.pool.run(
    `insert into common_usage.export_selection__table (export_id, table_id, table_name, restriction) values (1, 900, '\`lab\`.\`pair\`', 'id=1 AND sleep(2.6) = 0')`,
  );
  const { ExportSelection, Export } = lab.db;
  for (
    const work of [
      () => ExportSelection.previewTables(PAPER),
      () => ExportSelection.showAllTables(PAPER),
      () => Export.plan(PAPER),
      () => Export.diff(PAPER, { ...PAPER }),
      () => ExportSelection.review(PAPER),
    ]
  ) {
    using kernel = fakeKernel();
    await work();
    const texts = kernel.shown.map(({ content }) =>
      content.data["text/plain"]!
    );
    assertMatch(
      texts[0] ?? "",
      /^(Computing the slice|Comparing|Looking at the reads|Counting).*, for [23] s …$/,
    );
    assertMatch(texts.at(-1)!, /^Done in \d+ s$/);
  }
});
