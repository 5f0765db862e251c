/**
 * A notebook that logs: connected, with an export started from the panel.
 *
 * @module
 */
import { CONNECT } from "./cells.ts";
import type { Lab, OpenOptions } from "./lab.ts";
import type { NotebookPage } from "./notebook_page.ts";
import { Panel } from "./panel.ts";
import { until } from "./until.ts";

/**
 * Opens a new notebook and its panel, connects, and starts an export.
 *
 * @param paper The paper, and the notebook's name.
 * @param cells Behind the one that connects; none of them is run.
 * @param options How the page is opened.
 */
export async function logging(
  lab: Lab,
  paper: string,
  cells: readonly string[],
  options: OpenOptions = {},
): Promise<{ notebook: NotebookPage; panel: Panel }> {
  const name = await lab.place.notebook(`${paper}.ipynb`, [CONNECT, ...cells]);
  const notebook = await lab.open(name, options);
  const panel = new Panel(notebook.page);
  await panel.open();
  await notebook.run(0);
  await panel.says("NOT LOGGING");
  await panel.start(paper, "a");
  await panel.says("Stop export");
  return { notebook, panel };
}

/** Which cell read what is noted a moment later. */
export async function noted(lab: Lab, paper: string): Promise<void> {
  await until("the cell is noted", async () => {
    const rows = await lab.place.sql(
      `SELECT cell FROM spyglass_deno.read_note JOIN common_usage.export_selection USING (export_id) WHERE paper_id = '${paper}' AND cell IS NOT NULL`,
    ).catch(() => []);
    return rows.length > 0;
  });
}
