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
 */
export function widen(widget: Widget): void {
  const side = sideOf(widget);
  const split = side?.parent;
  if (!side || !(split instanceof SplitPanel)) return;
  const width = side.node.offsetWidth;
  if (width === 0 || width > FIRST) return;
  const sizes = split.widgets.map(({ node }) => node.offsetWidth);
  const at = split.widgets.indexOf(side);
  const largest = sizes.indexOf(Math.max(...sizes));
  if (sizes[largest]! < LEFT_OVER) return;
  sizes[at] = WANTED;
  sizes[largest] = sizes[largest]! - (WANTED - width);
  split.setRelativeSizes(sizes);
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
