/**
 * Whoever has no mouse, or no screen, can use the sidebar.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { DataFrame } from "./harness/data_frame.ts";
import { focus, focusName, fromPalette, tabTo } from "./harness/keyboard.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { Sidebar } from "./harness/sidebar.ts";
import { until } from "./harness/until.ts";

const CELLS = [
  `import { connect } from "spyglass-deno";
const db = await connect();
const { Electrode } = await db.schema("common_ephys");
const { ExportSelection } = await db.schema("common_usage");
1`,
  "await Electrode`electrode_id > ${125}`.fetch(); 1",
  "await Electrode`electrode_id = ${1}`.fetch(); 1",
];

stories({
  "axe finds nothing serious, by day": (lab) => axeFindsNothing(lab, "light"),

  "axe finds nothing serious, by night": (lab) => axeFindsNothing(lab, "dark"),

  "an export by the keyboard alone": async (lab) => {
    const name = await lab.place.notebook("keys.ipynb", CELLS);
    const notebook = await lab.open(name);
    const { page } = notebook;
    const sidebar = new Sidebar(notebook);
    await notebook.run(0);
    await fromPalette(page, "Show the Spyglass Export Sidebar");
    await until("the focus is in it", () => focus(page, "Start an export"));
    await fromPalette(page, "Start Export");
    await until("the paper's field has the focus", () => focus(page, "Paper"));
    await page.keyboard.type("keys");
    await page.keyboard.press("Tab");
    await until("then the analysis'", () => focus(page, "Analysis"));
    await page.keyboard.type("one");
    await page.keyboard.press("Enter");
    await sidebar.button("Stop export").waitFor();
    await until("it is near", () => focus(page, "Start an export"));
    await tabTo(page, "Stop export", 8, "Shift+Tab");

    await notebook.run(1);
    await sidebar.says("1 read");
    await fromPalette(page, "Show the Spyglass Export Sidebar");
    await until("its button", () => focus(page, "Stop export"));
    await tabTo(page, /^Electrode/, 12);
    // The mark that says that it is folded is not spoken.
    await sidebar.section("Reads").getByRole("button", { name: /^Electrode/ })
      .waitFor();
    await page.evaluate(readElsewhere);
    await sidebar.says("2 reads");
    assert(
      (await focusName(page)).startsWith("Electrode"),
      "the focus stays where it is",
    );
    await page.keyboard.press("Enter");
    await sidebar.section("Reads").getByRole("list", { name: /^Reads of/ })
      .waitFor();
    await tabTo(page, "Go to cell", 8);
    await page.keyboard.press("Enter");
    await page.getByText(/It is not known which cell|is not in the notebook/)
      .first().waitFor();
    await page.keyboard.press("Tab");
    await tabTo(page, "Go to cell", 8);
    await page.keyboard.press("Enter");
    await until(
      "the cell that read it is the active one",
      async () => await page.evaluate(activeCell) === 1,
    );

    await fromPalette(page, "Show the Spyglass Export Sidebar");
    await until("its button", () => focus(page, "Stop export"));
    await tabTo(page, /^Show the rows read of/, 14);
    await page.keyboard.press("Enter");
    const frame = new DataFrame(notebook);
    await frame.says("3 rows");
    await frame.press("ArrowDown");
    await frame.under("Row 2, nwb_file_name: ");

    await fromPalette(page, "Show the Spyglass Export Sidebar");
    await until("its button", () => focus(page, "Stop export"));
    await page.keyboard.press("Space");
    await sidebar.says("NOT LOGGING");
  },
});

async function axeFindsNothing(
  lab: Lab,
  theme: "light" | "dark",
): Promise<void> {
  const name = await lab.place.notebook(`axe-${theme}.ipynb`, [
    ...CELLS,
    `await ExportSelection.startExport({ paper_id: "axe", analysis_id: "${theme}" }); 1`,
  ]);
  const notebook = await lab.open(name, { theme });
  const sidebar = new Sidebar(notebook);
  await sidebar.open();
  await sidebar.kernel("not connected");
  await check(notebook.page, "not connected");
  await notebook.run(0);
  await notebook.run(1);
  await sidebar.says(/is in no export/);
  await sidebar.button("Start export").click();
  await sidebar.says("A name is needed.");
  await check(notebook.page, "not logging, with errors in the form");
  await lab.keep(notebook.page, `panel-not-logging-${theme}`);
  await notebook.run(3);
  await notebook.run(2);
  await notebook.run(1);
  await sidebar.section("Reads").getByRole("button", { expanded: false })
    .first().click();
  await sidebar.button("Compute").click();
  const tables = sidebar.all.getByRole("table", {
    name: "Tables of the slice",
  });
  await tables.waitFor();
  await check(notebook.page, "logging");
  await lab.keep(notebook.page, `panel-logging-${theme}`);
  await tables.getByRole("button").first().click();
  const frame = new DataFrame(notebook);
  await frame.says("row");
  await frame.press("ArrowDown");
  await frame.main.getByText(/^Columns/).click();
  await check(notebook.page, "data frame");
  await lab.keep(notebook.page, `data-frame-${theme}`);
  await sidebar.button("Remove…").first().click();
  await notebook.page.getByRole("button", { name: "Keep" }).waitFor();
  await check(notebook.page, "dialog");
  await lab.keep(notebook.page, `dialog-${theme}`);
  await notebook.page.getByRole("button", { name: "Keep" }).click();
  await sidebar.button("Diagram").click();
  await notebook.page.locator(".jp-SpyglassDeno-diagram img").waitFor();
  await check(notebook.page, "diagram");
  await lab.keep(notebook.page, `diagram-${theme}`);
}

/** JupyterLab's own parts are JupyterLab's. */
const OURS = [
  "#spyglass-deno-sidebar",
  ".jp-SpyglassDeno-status",
  ".jp-SpyglassDeno-toolbarItem",
  ".jp-SpyglassDenoGrid",
  ".jp-SpyglassDeno-leaving",
  ".jp-SpyglassDeno-diagram",
];

async function check(page: Page, when: string): Promise<void> {
  await page.evaluate(`${axe.source}; 0`);
  const found = await page.evaluate(runAxe, OURS);
  assertEquals(found, [], `what axe finds serious: ${when}`);
}

// These functions run in the page.

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

async function runAxe(ours: readonly string[]): Promise<string[]> {
  const { axe, document } = globalThis as unknown as {
    axe: {
      run(
        context: { include: string[][] },
        options: unknown,
      ): Promise<{ violations: readonly Violation[] }>;
    };
    document: { querySelector(selector: string): unknown };
  };
  const include = ours.filter((one) => document.querySelector(one) !== null)
    .map((one) => [one]);
  const { violations } = await axe.run({ include }, {
    resultTypes: ["violations"],
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) =>
      `${id}: ${nodes.map(({ html }) => html).join(" | ")}`
    );
}

/** A read of the same kernel that no cell did; another cell is the active one from then on. */
async function readElsewhere(): Promise<void> {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: {
        currentWidget: {
          content: { activeCellIndex: number };
          sessionContext: {
            session: {
              kernel: {
                requestExecute(content: unknown): { done: Promise<unknown> };
              };
            };
          };
        };
      };
    };
  };
  const { content, sessionContext } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = 0;
  const code = "await Electrode`electrode_id = ${1}`.fetch(); 1 // elsewhere";
  await sessionContext.session.kernel.requestExecute({ code }).done;
}

function activeCell(): number {
  const { jupyterapp } = globalThis as unknown as {
    jupyterapp: {
      shell: { currentWidget: { content: { activeCellIndex: number } } };
    };
  };
  return jupyterapp.shell.currentWidget.content.activeCellIndex;
}
