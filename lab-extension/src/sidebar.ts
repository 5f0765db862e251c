/**
 * The sidebar: which kernel it shows, and three sections.
 *
 * @module
 */
import type { ITranslator } from "@jupyterlab/translation";
import { SidePanel } from "@jupyterlab/ui-components";
import type { Message } from "@lumino/messaging";
import type { AccordionPanel } from "@lumino/widgets";
import { exportIcon } from "./icons.ts";
import { type BodyServices, PanelBody } from "./panels/body.tsx";
import { exportPanel } from "./panels/export/index.ts";
import { KernelLabel } from "./panels/kernel_label.tsx";
import { readsPanel } from "./panels/reads/index.ts";
import { slicePanel } from "./panels/slice/index.ts";
import { widen } from "./widen.ts";

const FRAMES = 60;
/** Of the sections, in parts of the whole, until the user moves them. */
const HEIGHTS = [0.42, 0.26, 0.32];

/** The panel beside the notebook. */
export class ExportSidebar extends SidePanel {
  /**
   * @param services what the sections draw from
   * @param translator the language of the page
   */
  constructor(services: BodyServices, translator: ITranslator) {
    super({ translator });
    const name = services.trans.__("Spyglass export");
    this.id = "spyglass-deno-sidebar";
    this.addClass("jp-SpyglassDeno");
    this.title.icon = exportIcon;
    this.title.caption = name;
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", name);
    this.header.addWidget(new PanelBody(services, KernelLabel));
    this.addWidget(exportPanel(services));
    this.addWidget(readsPanel(services));
    this.addWidget(slicePanel(services));
    (this.content as AccordionPanel).setRelativeSizes(HEIGHTS);
  }

  /** From now on it was the user, and not a restored layout, who opened it. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Moves the focus to the form that starts an export. */
  focusForm(): void {
    (this.content as AccordionPanel).expand(0);
    let tries = 0;
    const look = () => {
      const field = this.node.querySelector<HTMLInputElement>("form input");
      const fold = field?.closest("details");
      if (fold) fold.open = true;
      if (field) field.focus();
      // A section that was not seen before is drawn in one of the next frames.
      else if (++tries < FRAMES) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    this.#widen(FRAMES / 2);
  }

  /** The shell lays its parts out in one of the next frames, and once more where the theme comes later. */
  #widen(frames: number): void {
    requestAnimationFrame(() => {
      widen(this);
      if (frames > 1) this.#widen(frames - 1);
    });
  }

  #hasBegun = false;
}
