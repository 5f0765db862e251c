/**
 * Going to a cell of a notebook.
 *
 * @module
 */
import type { NotebookPanel } from "@jupyterlab/notebook";

/**
 * Makes a cell the active one and scrolls to it.
 *
 * @param panel the notebook
 * @param cell the cell's id
 * @returns false where the notebook has no such cell any more
 */
export function goToCell(panel: NotebookPanel, cell: string): boolean {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(({ model }) => model.id === cell);
  if (index === -1) return false;
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  void notebook.scrollToItem(index, "center");
  panel.activate();
  return true;
}
