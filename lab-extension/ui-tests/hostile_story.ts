/**
 * Values, names and comments that would like to be code are shown as text, on both sides and in every view.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { DataFrame } from "./harness/data_frame.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { Sidebar } from "./harness/sidebar.ts";
import { until } from "./harness/until.ts";

const IMAGE = "<img src=x onerror=trap()>";
const SCRIPT = "</script><script>trap()</script>";
const TEMPLATE = "${trap()}`+trap()+`";
const SCHEMA = `s${IMAGE}`;
const TABLE = `x${IMAGE}`;
const NOTEBOOK = `${IMAGE}.ipynb`;
/** As DataJoint would name its class. */
const LABEL = "XImgSrcXOnerrorTrap";
const COLUMN = `c${IMAGE}`;

stories({
  "hostile names, values and comments run nothing": async (lab) => {
    const name = await hostileNotebook(lab);
    const notebook = await lab.open(name, { before: TRAP });
    const sidebar = new Sidebar(notebook);
    await sidebar.open();
    const { text, hasFailed } = await notebook.run(0);
    assert(!hasFailed, text);
    const reads = sidebar.section("Reads");
    await reads.getByText(LABEL).first().waitFor();
    await sidebar.says(IMAGE);
    // The schema's name, below the table's, and the notebook's.
    await reads.getByText(SCHEMA).first().waitFor();
    await sidebar.says(NOTEBOOK);
    await reads.getByRole("button", { expanded: false }).first().click();
    const entries = reads.getByRole("list", { name: /^Reads of/ });
    await entries.getByText("onerror").first().waitFor();
    await lab.keep(notebook.page, "hostile-panel");

    await entries.getByRole("button", { name: "Remove…" }).first().click();
    await notebook.page.getByRole("dialog").getByText(LABEL).first().waitFor();
    await notebook.page.getByRole("button", { name: "Keep" }).click();

    await notebook.command("spyglass-deno:show-diagram");
    await notebook.page.locator(".jp-SpyglassDeno-diagram img").waitFor();
    await assertSafe(notebook.page);

    await notebook.show(name);
    const frame = new DataFrame(notebook);
    await frame.open(`\`${SCHEMA}\`.\`${TABLE}\``, "all");
    await frame.says("5 rows");
    await frame.main.getByText(/^Columns/).click();
    await frame.main.getByRole("cell", { name: SCRIPT }).waitFor();
    await frame.press("ArrowRight");
    await frame.under(IMAGE);
    await frame.press("ArrowDown");
    await frame.under("\\x1b[31mred\\x1b[0m");
    await frame.press("ArrowDown");
    await frame.under("\\u202eright to left");
    await frame.press("ArrowDown");
    await until("a megabyte is cut", async () => {
      const { length } = await frame.footText();
      return length > 100 && length < 5000;
    });
    await lab.keep(notebook.page, "hostile-data-frame");
    await frame.button(/^Copy all rows as TSV/).click();
    await until(
      "what is copied is as it was",
      async () => (await frame.clipboard()).includes("\u001b[31mred"),
    );
    await assertSafe(notebook.page);
  },

  "a hostile answer is an error in words": async (lab) => {
    const name = await hostileNotebook(lab);
    const notebook = await lab.open(name, { before: TRAP });
    const sidebar = new Sidebar(notebook);
    await sidebar.open();
    await notebook.run(0);
    await sidebar.all.getByText("Start an export").first().click();
    await sidebar.all.getByLabel("Paper", { exact: true }).fill("a/b");
    await sidebar.all.getByLabel("Analysis", { exact: true }).fill(IMAGE);
    await sidebar.button("Start export").click();
    await sidebar.says("It may not hold a slash.");
    await sidebar.all.getByLabel("Paper", { exact: true }).fill(TEMPLATE);
    await sidebar.button("Start export").click();
    // The analysis of the export before it is named the same: the log tells when it has started.
    await until("the export has started", async () => {
      const [[count]] = await lab.place.sql(
        "select count(*) from common_usage.export_selection where paper_id like '${%'",
      ) as [[string]];
      return count === "1";
    });
    await sidebar.section("Export").getByText(TEMPLATE).first().waitFor();
    await assertSafe(notebook.page);
  },
});

async function hostileNotebook(lab: Lab): Promise<string> {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  for (
    const statement of [
      `drop schema if exists \`${SCHEMA}\``,
      `create schema \`${SCHEMA}\``,
      `create table \`${SCHEMA}\`.\`${TABLE}\` (id int primary key comment ${
        quoted(SCRIPT)
      }, \`${COLUMN}\` longtext comment ${quoted(IMAGE)}) comment = ${
        quoted(IMAGE)
      }`,
      `insert into \`${SCHEMA}\`.\`${TABLE}\` values (1, ${quoted(IMAGE)}), ` +
      "(2, concat(char(27), '[31mred', char(27), '[0m')), " +
      "(3, concat(convert(x'e280ae' using utf8mb4), 'right to left')), " +
      `(4, repeat(${quoted("<b>big</b>")}, 110000)), (5, ${quoted(SCRIPT)})`,
    ]
  ) await lab.place.sql(statement);
  const table = JSON.stringify(`\`${SCHEMA}\`.\`${TABLE}\``);
  return await lab.place.notebook(NOTEBOOK, [
    `import { connect } from "spyglass-deno";
const db = await connect();
const { ExportSelection } = await db.schema("common_usage");
await ExportSelection.startExport({ paper_id: ${
      JSON.stringify(IMAGE)
    }, analysis_id: ${JSON.stringify(TEMPLATE)} });
const t = await db.table(${JSON.stringify(`\`${SCHEMA}\`.\`${TABLE}\``)});
await t.and({ ${JSON.stringify(COLUMN)}: ${JSON.stringify(IMAGE)} }).fetch();
await t.and("id > 1").fetch();
1 // ${table}`,
  ]);
}

/** Whatever runs in the page says so; frames and dialogs would be another way. */
const TRAP = `
globalThis.trapped = [];
globalThis.trap = () => globalThis.trapped.push(new Error("trap").stack);
for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => { trap(); return null; };
`;

async function assertSafe(page: Page): Promise<void> {
  const { trapped, elements } = await page.evaluate(whatRan);
  assertEquals(trapped, []);
  assertEquals(elements, []);
}

// This function runs in the page.
function whatRan(): { trapped: string[]; elements: string[] } {
  const page = globalThis as unknown as {
    trapped: string[];
    document: {
      querySelectorAll(selector: string): Iterable<{ outerHTML: string }>;
    };
  };
  const made = page.document.querySelectorAll(
    "img[src=x], [onerror], script:not([src]):not([type]):not([id])",
  );
  return {
    trapped: page.trapped,
    elements: [...made].map(({ outerHTML }) => outerHTML.slice(0, 200))
      .filter((html) => html.includes("trap")),
  };
}
