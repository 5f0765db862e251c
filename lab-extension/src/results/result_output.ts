/**
 * Outputs of queries and frames as everybody shows them, with a button under them that opens all rows.
 *
 * @module
 */
import type { IRenderMime, IRenderMimeRegistry } from "@jupyterlab/rendermime";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Panel, Widget } from "@lumino/widgets";
import { RESULT_TYPE } from "./result_type.ts";

/** Opens a result that an output shows. */
export type OpenResult = (name: string, output: Node) => void;

/**
 * Shows outputs that name a result with a button.
 *
 * @param outputs what shows outputs
 * @param trans the language of the page
 * @param open called when the button is pressed
 */
export function showResultsWithButtons(
  outputs: IRenderMimeRegistry,
  trans: TranslationBundle,
  open: OpenResult,
): void {
  outputs.addFactory({
    // The table goes through JupyterLab's own sanitizer; the name is only compared.
    safe: true,
    mimeTypes: [RESULT_TYPE],
    createRenderer: (options) => {
      const html = outputs.getFactory(HTML)?.createRenderer({
        ...options,
        mimeType: HTML,
      });
      return new ResultOutput(html ?? null, trans, open);
    },
  }, BEFORE_HTML);
}

class ResultOutput extends Panel implements IRenderMime.IRenderer {
  constructor(
    html: IRenderMime.IRenderer | null,
    trans: TranslationBundle,
    open: OpenResult,
  ) {
    super();
    this.#html = html;
    this.addClass("jp-SpyglassDeno-result");
    if (html) this.addWidget(html);
    const { button } = this;
    button.type = "button";
    button.className = "jp-SpyglassDeno-button";
    button.textContent = trans.__("Open as data frame");
    button.onclick = () => open(this.#name, this.node);
    const line = new Widget();
    line.node.append(button);
    this.addWidget(line);
  }

  readonly button: HTMLButtonElement = document.createElement("button");

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#name = String(model.data[RESULT_TYPE] ?? "");
    await this.#html?.renderModel(model);
  }

  readonly #html: IRenderMime.IRenderer | null;
  #name = "";
}

const HTML = "text/html";
/** HTML's is 50: the least one that can be shown is. */
const BEFORE_HTML = 40;
