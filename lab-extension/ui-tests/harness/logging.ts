/**
 * A notebook that logs: connected, with an export started from the panel.
 *
 * @module
 */
import { CONNECT } from "./cells.ts";
import type { Lab } from "./lab.ts";
import type { NotebookPage } from "./notebook_page.ts";
import { Panel } from "./panel.ts";

/**
 * Opens a new notebook and its panel, connects, and starts an export.
 *
 * @param paper The paper, and the notebook's name.
 * @param cells Behind the one that connects; none of them is run.
 */
export async function logging(
  lab: Lab,
  paper: string,
  cells: readonly string[],
): Promise<{ notebook: NotebookPage; panel: Panel }> {
  const name = await lab.place.notebook(`${paper}.ipynb`, [CONNECT, ...cells]);
  const notebook = await lab.open(name);
  const panel = new Panel(notebook.page);
  await panel.open();
  await notebook.run(0);
  await panel.says("NOT LOGGING");
  await panel.start(paper, "a");
  await panel.says("Stop export");
  return { notebook, panel };
}
