/**
 * What a screen reader finds in a data frame, whose cells are drawn on a canvas: a grid of so many rows, the names of
 * its columns, and the cell of the cursor.
 *
 * @module
 */
import { shownText } from "../words/shown.ts";
import type { GridData } from "./data.ts";

/** The unseen twin of the drawn cells. */
export class SpokenCells {
  /** @param grid what has the focus; it becomes a grid for screen readers */
  constructor(grid: HTMLElement) {
    this.#grid = grid;
    grid.setAttribute("role", "grid");
    grid.setAttribute("aria-readonly", "true");
    grid.setAttribute("aria-multiselectable", "true");
    this.#names = rowOf(1);
    this.#row = rowOf(2);
    this.#cell.id = `spyglass-deno-cell-${++count}`;
    this.#cell.setAttribute("role", "gridcell");
    this.#cell.setAttribute("aria-selected", "true");
    this.#row.append(this.#cell);
    const node = document.createElement("div");
    node.className = "jp-SpyglassDeno-unseen";
    node.setAttribute("role", "rowgroup");
    node.append(this.#names, this.#row);
    grid.append(node);
  }

  /** Names the columns, and counts the rows. */
  present({ head, words }: GridData): void {
    this.#grid.setAttribute("aria-rowcount", String(head.total + 1));
    this.#grid.setAttribute("aria-colcount", String(head.columns.length));
    this.#names.replaceChildren(...head.columns.map(({ name, isKey }, at) => {
      const cell = document.createElement("span");
      cell.setAttribute("role", "columnheader");
      cell.setAttribute("aria-colindex", String(at + 1));
      cell.textContent = shownText(isKey ? words.keyName(name) : name, 100);
      return cell;
    }));
  }

  /** Says the cell of the cursor. */
  say(text: string, row: number, column: number): void {
    this.#row.setAttribute("aria-rowindex", String(row + 2));
    this.#cell.setAttribute("aria-colindex", String(column + 1));
    this.#cell.textContent = text;
    this.#grid.setAttribute("aria-activedescendant", this.#cell.id);
  }

  readonly #grid: HTMLElement;
  readonly #names: HTMLElement;
  readonly #row: HTMLElement;
  readonly #cell = document.createElement("span");
}

function rowOf(index: number): HTMLElement {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  row.setAttribute("aria-rowindex", String(index));
  return row;
}

let count = 0;
