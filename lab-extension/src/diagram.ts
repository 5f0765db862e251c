/**
 * The drawing of a slice in the main area. It is shown as an image: what is in it can run nothing.
 *
 * @module
 */
import { MainAreaWidget, ToolbarButton } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Widget } from "@lumino/widgets";
import { toClipboard } from "./clipboard.ts";
import type { Drawing } from "./commands/command.ts";
import { exportIcon } from "./icons.ts";
import { shownText } from "./shown.ts";

/**
 * Makes the widget.
 *
 * @param drawing what the kernel drew
 * @param trans the language of the page
 * @returns a widget for the main area
 */
export function diagramWidget(
  drawing: Drawing,
  trans: TranslationBundle,
): MainAreaWidget {
  const content = new Widget();
  content.addClass("jp-SpyglassDeno-diagram");
  const image = document.createElement("img");
  image.src = imageOf(drawing.svg);
  image.alt = shownText(drawing.text, 4000);
  content.node.tabIndex = 0;
  content.node.setAttribute("role", "region");
  content.node.setAttribute("aria-label", trans.__("Diagram"));
  content.node.append(image);
  const widget = new MainAreaWidget({ content });
  widget.title.label = trans.__("Slice of %1", shownText(drawing.paper, 40));
  widget.title.icon = exportIcon;
  widget.toolbar.addItem("size", sizeButton(content, trans));
  widget.toolbar.addItem(
    "mermaid",
    new ToolbarButton({
      label: trans.__("Copy Mermaid"),
      onClick: () => void toClipboard(drawing.mermaid, trans),
    }),
  );
  return widget;
}

function sizeButton(content: Widget, trans: TranslationBundle): ToolbarButton {
  return new ToolbarButton({
    label: trans.__("Fit / True Size"),
    onClick: () => void content.toggleClass("jp-mod-trueSize"),
  });
}

/** As a data URI, in which scripts and links of an SVG are dead. */
function imageOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
