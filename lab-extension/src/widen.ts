/**
 * A width that suits the sidebar: JupyterLab's own first width is made for icons and file names.
 *
 * @module
 */
import { SplitPanel, type Widget } from "@lumino/widgets";

/**
 * Widens the side of the shell that a widget is in, where it has JupyterLab's first width.
 *
 * @param widget in a side of the shell, visible
 * @returns false where it is not laid out yet
 */
export function widen(widget: Widget): boolean {
  const side = sideOf(widget);
  const split = side?.parent;
  if (!side || !(split instanceof SplitPanel)) return true;
  const width = side.node.offsetWidth;
  if (width === 0) return false;
  if (width > FIRST) return true;
  const sizes = split.widgets.map(({ node }) => node.offsetWidth);
  const at = split.widgets.indexOf(side);
  const largest = sizes.indexOf(Math.max(...sizes));
  if (sizes[largest]! < LEFT_OVER) return true;
  sizes[at] = WANTED;
  sizes[largest] = sizes[largest]! - (WANTED - width);
  split.setRelativeSizes(sizes);
  // It is seen in the next turn only whether that has held.
  return false;
}

/** JupyterLab's first width, and a little. */
const FIRST = 262;
const WANTED = 330;
/** The notebook stays wide enough. */
const LEFT_OVER = 700;

/** The ancestor that stands beside the main area. */
function sideOf(widget: Widget): Widget | null {
  for (let one: Widget | null = widget; one !== null; one = one.parent) {
    if (
      one.parent instanceof SplitPanel &&
      one.parent.id === "jp-main-split-panel"
    ) {
      return one;
    }
  }
  return null;
}
