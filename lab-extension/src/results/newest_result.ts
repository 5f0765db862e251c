/**
 * Which result a notebook shows last.
 *
 * @module
 */
import type { CodeCell } from "@jupyterlab/cells";
import type { NotebookPanel } from "@jupyterlab/notebook";
import { RESULT_TYPE } from "./result_type.ts";

/**
 * The result of the active cell; of the last cell that shows one, where that shows none.
 *
 * @param notebook where to look
 * @returns the result's name; `null` where there is none
 */
export function newestResult(notebook: NotebookPanel | null): string | null {
  if (notebook === null) return null;
  const { activeCell, widgets } = notebook.content;
  const cells = [...widgets, ...activeCell ? [activeCell] : []];
  for (const { model } of cells.reverse()) {
    const { outputs } = model as Partial<CodeCell["model"]>;
    for (let at = (outputs?.length ?? 0) - 1; at >= 0; at--) {
      const name = outputs?.get(at).data[RESULT_TYPE];
      if (typeof name === "string") return name;
    }
  }
  return null;
}
