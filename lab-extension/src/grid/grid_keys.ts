/**
 * The keys of a data frame: as in any grid of the web, Tab leaves it, and Home, End and the page keys move the cursor;
 * with Alt, the arrows make the cursor's column narrower and wider.
 *
 * @module
 */
import { BasicKeyHandler, type DataGrid } from "@lumino/datagrid";

/** Whose cursor is moved. */
export interface CursorOwner extends DataGrid {
  readonly cursor: { readonly row: number; readonly column: number } | null;
  /** Rows that are seen at once. */
  readonly rowsOfPage: number;
  /** Puts the cursor where there is a cell nearest to a place, and scrolls there. */
  moveTo(row: number, column: number): void;
  /** Makes a column wider, or narrower where it is less than none. */
  widen(column: number, pixels: number): void;
}

/** Lumino's keys, but for those that keep the keyboard inside, or leave the cursor behind. */
export class GridKeys extends BasicKeyHandler {
  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    // Whoever has no mouse must come out again.
    if (event.key === "Tab") return;
    const owner = grid as CursorOwner;
    if (owner.cursor && WIDER[event.key] && isAlt(event)) {
      owner.widen(owner.cursor.column, WIDER[event.key]!);
      // It would be the browser's way back.
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const to = isPlain(event) && owner.cursor
      ? moved(owner, owner.cursor, event)
      : null;
    if (to === null) return super.onKeyDown(grid, event);
    owner.moveTo(to.row, to.column);
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Pixels of a step. */
const WIDER: Readonly<Record<string, number>> = {
  ArrowLeft: -20,
  ArrowRight: 20,
};

function isAlt(
  { altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent,
): boolean {
  return altKey && !shiftKey && !ctrlKey && !metaKey;
}

/** Choosing cells is Lumino's. */
function isPlain({ shiftKey, altKey }: KeyboardEvent): boolean {
  return !shiftKey && !altKey;
}

function moved(
  { rowsOfPage }: CursorOwner,
  { row, column }: { readonly row: number; readonly column: number },
  { key, ctrlKey, metaKey }: KeyboardEvent,
): { row: number; column: number } | null {
  const isFar = ctrlKey || metaKey;
  switch (key) {
    case "Home":
      return { row: isFar ? 0 : row, column: 0 };
    case "End":
      return { row: isFar ? Infinity : row, column: Infinity };
    case "PageUp":
      return { row: row - rowsOfPage, column };
    case "PageDown":
      return { row: row + rowsOfPage, column };
    default:
      return null;
  }
}
