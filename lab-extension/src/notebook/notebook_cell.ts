/**
 * Going to a cell of a notebook.
 *
 * @module
 */
import type { NotebookPanel } from "@jupyterlab/notebook";

/** What a cell is known by. */
export type CellMark =
  | { readonly id: string }
  /** Its text when it ran, as much of it as was noted. */
  | { readonly text: string };

/** Whether the cell was there to go to. */
export type Arrival = "there" | "no cell" | "no notebook";

/**
 * Makes a cell the active one and scrolls to it.
 *
 * @param panel the notebook, where it is open
 * @param mark the cell
 * @returns what was found
 */
export function goToCell(
  panel: NotebookPanel | undefined,
  mark: CellMark,
): Arrival {
  if (panel === undefined) return "no notebook";
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(({ model }) =>
    "id" in mark
      ? model.id === mark.id
      : model.type === "code" && isTextOf(mark.text, model.sharedModel.source)
  );
  if (index === -1) return "no cell";
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  void notebook.scrollToItem(index, "center");
  panel.activate();
  return "there";
}

/** Long texts are noted up to a length. */
function isTextOf(noted: string, source: string): boolean {
  return noted.length >= NOTED
    ? source.startsWith(noted)
    : source.trim() === noted.trim();
}

/** Characters of a text that is noted, at least, where it is not noted whole. */
const NOTED = 2000;
