/**
 * The drawing of a paper's slice in the main area. It is shown as an image: what is in it can run nothing.
 *
 * @module
 */
import { MainAreaWidget, ToolbarButton } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Widget } from "@lumino/widgets";
import type { Drawing } from "../../../src/lab/messages.d.ts";
import { toClipboard } from "../page/clipboard.ts";
import { exportIcon } from "../page/icons.ts";
import { shownText } from "../words/shown.ts";
import type { DiagramModel } from "./diagram_model.ts";

/** One open diagram. */
export class DiagramPanel extends MainAreaWidget<Widget> {
  /**
   * @param model what it shows
   * @param trans the language of the page
   */
  constructor(readonly model: DiagramModel, trans: TranslationBundle) {
    super({ content: new Widget() });
    this.#trans = trans;
    this.#note.setAttribute("role", "status");
    this.#note.className = "jp-SpyglassDeno-diagramNote";
    const { node } = this.content;
    this.content.addClass("jp-SpyglassDeno-diagram");
    node.tabIndex = 0;
    node.setAttribute("role", "region");
    node.setAttribute("aria-label", trans.__("Diagram"));
    node.append(this.#note);
    this.title.label = trans.__("Slice of %1", shownText(model.paper, 40));
    this.title.icon = exportIcon;
    this.title.closable = true;
    this.#addButtons();
    model.changed.connect(this.#draw, this);
    this.#draw();
  }

  /** Whether there is a drawing. */
  get isDrawn(): boolean {
    return this.model.drawing !== null;
  }

  /** Between the size that fits and the true one. */
  toggleSize(): void {
    this.content.toggleClass("jp-mod-trueSize");
  }

  /** Copies the drawing as Mermaid's text. */
  async copyMermaid(): Promise<void> {
    const { drawing } = this.model;
    if (drawing) await toClipboard(drawing.mermaid, this.#trans);
  }

  readonly #trans: TranslationBundle;
  readonly #note = document.createElement("p");
  #image: HTMLImageElement | null = null;
  /** What the image shows. */
  #shown: Drawing | null = null;

  #addButtons(): void {
    const trans = this.#trans;
    const buttons: readonly [string, string, () => void][] = [
      ["size", trans.__("Fit / True Size"), () => this.toggleSize()],
      ["mermaid", trans.__("Copy Mermaid"), () => void this.copyMermaid()],
      ["anew", trans.__("Draw Anew"), () => void this.model.load()],
    ];
    for (const [name, label, onClick] of buttons) {
      this.toolbar.addItem(name, new ToolbarButton({ label, onClick }));
    }
  }

  #draw(): void {
    if (this.isDisposed) return;
    const { drawing, path } = this.model;
    this.title.caption = this.#trans.__(
      "%1, of %2",
      this.title.label,
      shownText(path),
    );
    const note = shownText(this.model.note(this.#trans), 1000);
    if (this.#note.textContent !== note) this.#note.textContent = note;
    this.#note.hidden = note === "";
    if (drawing === null || drawing === this.#shown) return;
    this.#shown = drawing;
    const image = document.createElement("img");
    image.src = imageOf(drawing.svg);
    image.alt = shownText(drawing.text, 4000);
    this.#image?.remove();
    this.content.node.append(image);
    this.#image = image;
  }
}

/** As a data URI, in which scripts and links of an SVG are dead. */
function imageOf(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}
