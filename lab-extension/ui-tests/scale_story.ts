/**
 * A large paper: 10,000 reads in the log, 300 tables in the slice, and a thousand more reads a second.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { CONNECT } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import type { NotebookPage } from "./harness/notebook_page.ts";
import { Panel } from "./harness/panel.ts";
import { judge } from "./harness/promptness.ts";
import { lastArrival, watchMessages } from "./harness/read_path.ts";
import { type Typed, typed, typeInto } from "./harness/typing.ts";
import { until } from "./harness/until.ts";
import { weightOf } from "./harness/weight.ts";

const TABLES = 300;
const READS = 10_000;

stories({
  "a panel of 10,000 reads and 300 tables opens at once, is light, and delays no key":
    async (lab) => {
      await largePaper(lab);
      const name = await lab.place.notebook("scale.ipynb", [
        CONNECT,
        "",
        `await ExportSelection.startExport({ paper_id: "large", analysis_id: "a" });
const tables = await Promise.all(Array.from({ length: 10 }, (_, i) => db.table("large.t" + i)));
let reads = 0;
const begun = performance.now();
while (!await Deno.stat("enough").catch(() => null)) {
  await Promise.all(Array.from({ length: 50 }, (_, i) => tables[i % 10].and({ id: 20_000 + reads++ }).fetch()));
}
Math.round(reads / (performance.now() - begun) * 1000)`,
      ]);
      const notebook = await lab.open(name);
      const { page } = notebook;
      const panel = new Panel(page);
      const before = await weightOf(page);
      await watchMessages(page);
      await notebook.run(0);
      await page.evaluate(showPaper);
      await until(
        "the slice is computed",
        async () => (await lastArrival(page))?.tables === TABLES,
        120_000,
      );

      const opened = await page.evaluate(openPanel);
      judge("opening the panel of 10,000 reads", opened, 300);
      await panel.says("10,000 reads · 300 tables");
      await until(
        "all rows are drawn",
        async () =>
          await panel.reads.getByRole("listitem").count() >= TABLES &&
          await panel.slice.getByRole("row").count() > TABLES,
      );
      await lab.keep(page, "scale");
      const grown = await weightOf(page) - before;
      console.log(`  the tab keeps ${grown.toFixed(1)} MB more`);
      assert(grown < 50, `the tab keeps ${grown.toFixed(1)} MB more`);

      await page.evaluate(closePanel);
      await notebook.start(2);
      await panel.status.getByText(MORE_READS).waitFor();
      const begun = performance.now();
      const { without, beside } = await typeByTurns(notebook);
      console.log(
        `  a key while reads stream in: ${without.median} ms (slowest ${without.slowest} ms) without the panel, ${beside.median} ms (slowest ${beside.slowest} ms) beside it`,
      );
      const adds = beside.median - without.median;
      const measured = performance.now() - begun;
      judge("what the panel adds to a key", adds, 17, measured);
      await Deno.writeTextFile(join(lab.place.notebooks, "enough"), "");
      const { text, hasFailed } = await notebook.finished(2);
      assert(!hasFailed, text);
      console.log(`  ${text} reads a second`);
      const [[total] = []] = await lab.place.sql(
        "SELECT COUNT(*) FROM common_usage.export_selection__table JOIN common_usage.export_selection USING (export_id) WHERE paper_id = 'large'",
      );
      const shown = Number(total).toLocaleString("en");
      await panel.says(`${shown} reads · 300 tables`);
      const after = await weightOf(page) - before;
      console.log(`  the tab keeps ${after.toFixed(1)} MB more at the end`);
      assert(after < 50, `the tab keeps ${after.toFixed(1)} MB more`);
      assertEquals(notebook.errors, []);
    },
});

const KEYS = 20;
const TURNS = 4;
/** More than were there. */
const MORE_READS = /\b(?!10,000 )\d+,\d{3} reads/;

/** Types without the panel and beside it in turn: what the machine does otherwise changes meanwhile. */
async function typeByTurns(
  notebook: NotebookPage,
): Promise<{ without: Typed; beside: Typed }> {
  const without: number[] = [];
  const beside: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await notebook.page.evaluate(closePanel);
    without.push(...await typeInto(notebook, 1, KEYS));
    await notebook.page.evaluate(openPanel);
    beside.push(...await typeInto(notebook, 1, KEYS));
  }
  return { without: typed(without), beside: typed(beside) };
}

/** Tables that refer to one another, ten in a row, and a log that names each of them. */
async function largePaper(lab: Lab): Promise<void> {
  const { place } = lab;
  await place.sql("CREATE SCHEMA large");
  for (let i = 0; i < TABLES; i++) {
    const parent = i % 10 === 0
      ? ""
      : `, FOREIGN KEY (id) REFERENCES large.t${i - 1} (id)`;
    await place.sql(
      `CREATE TABLE large.t${i} (id INT PRIMARY KEY, name VARCHAR(40)${parent})`,
    );
    await place.sql(
      `INSERT INTO large.t${i} SELECT seq, CONCAT('row ', seq) FROM large.seq_1_to_100`,
    );
  }
  await place.sql(
    "INSERT INTO common_usage.export_selection (paper_id, analysis_id, spyglass_version) VALUES ('large', 'a', '0.6.0')",
  );
  await place.sql(
    `INSERT INTO common_usage.export_selection__table SELECT export_id, seq, CONCAT('\`large\`.\`t', seq MOD ${TABLES}, '\`'), CONCAT('(id=', seq DIV ${TABLES} + 1, ')') FROM common_usage.export_selection JOIN large.seq_1_to_${READS} WHERE paper_id = 'large'`,
  );
}

interface App {
  readonly jupyterapp: {
    readonly commands: { execute(id: string, args: unknown): Promise<unknown> };
    readonly shell: { collapseRight(): void };
  };
  readonly document: {
    querySelector(selector: string): { readonly offsetParent: unknown } | null;
    querySelectorAll(selector: string): { readonly length: number };
  };
  requestAnimationFrame(work: () => void): void;
}

// These functions run in the page.

async function showPaper(): Promise<void> {
  const { jupyterapp } = globalThis as unknown as App;
  const { commands } = jupyterapp;
  await commands.execute("spyglass-deno:show-paper", { paper_id: "large" });
  await commands.execute("spyglass-deno:compute-slice", {});
}

/** Milliseconds from the command to the picture with all that can be seen without scrolling. */
async function openPanel(): Promise<number> {
  const page = globalThis as unknown as App;
  const begun = performance.now();
  const isDrawn = () =>
    page.document.querySelector("#spyglass-deno-reads li")?.offsetParent &&
    page.document.querySelectorAll("#spyglass-deno-slice tbody tr").length > 20;
  void page.jupyterapp.commands.execute("spyglass-deno:open-sidebar", {});
  await new Promise<void>((resolve) => {
    const look = () => isDrawn() ? resolve() : page.requestAnimationFrame(look);
    look();
  });
  await new Promise<void>((resolve) => {
    page.requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
  return performance.now() - begun;
}

function closePanel(): void {
  (globalThis as unknown as App).jupyterapp.shell.collapseRight();
}
