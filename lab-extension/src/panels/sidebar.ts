/**
 * The sidebar: which kernel it shows, and three sections.
 *
 * @module
 */
import type { ITranslator } from "@jupyterlab/translation";
import { SidePanel } from "@jupyterlab/ui-components";
import type { Message } from "@lumino/messaging";
import type { AccordionPanel } from "@lumino/widgets";
import { exportIcon } from "../page/icons.ts";
import { type BodyServices, PanelBody } from "./body.tsx";
import { exportPanel } from "./export/index.ts";
import { KernelLabel } from "./kernel_label.tsx";
import { readsPanel } from "./reads/index.ts";
import { slicePanel } from "./slice/index.ts";
import { widen } from "../page/widen.ts";

const FRAMES = 60;
/** What the focus may be moved to. */
const USABLE = "button, input, select, summary";
/** Of the sections, in parts of the whole, until the user moves them. */
const HEIGHTS = [0.42, 0.26, 0.32];

/** Where the focus goes. */
export type Focus = "first" | "export" | "aside";

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

  /** From now on it is the user, and not a restored layout, who opens it. */
  begin(): void {
    this.#isUsed = true;
    this.#isNarrow = true;
    // Of a sidebar that was never shown JupyterLab keeps equal heights, which nobody chose.
    const content = this.content as AccordionPanel;
    const sizes = content.relativeSizes();
    if (Math.max(...sizes) - Math.min(...sizes) < 0.01) {
      content.setRelativeSizes(HEIGHTS);
    }
  }

  /**
   * Says where the focus goes when the sidebar is activated next, which comes later than whoever asks for it.
   *
   * @param focus `export`: into the form that starts one; `aside`: nowhere
   */
  expect(focus: Focus): void {
    this.#expected = focus;
  }

  /** Whoever opens it by the keyboard is in it then. */
  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    const focus = this.#expected;
    this.#expected = "first";
    if (!this.#isUsed || focus === "aside") return;
    if (focus === "export") this.#focusForm();
    else if (!this.node.contains(document.activeElement)) this.#focusFirst();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    if (!this.#isNarrow) return;
    this.#isNarrow = false;
    this.#widen(FRAMES / 2);
  }

  /** The shell lays its parts out in one of the next frames, and once more where the theme comes later. */
  #widen(frames: number): void {
    requestAnimationFrame(() => {
      widen(this);
      if (frames > 1) this.#widen(frames - 1);
    });
  }

  #focusForm(): void {
    (this.content as AccordionPanel).expand(0);
    this.#focus(FRAMES, () => {
      const field = this.node.querySelector<HTMLElement>("form input");
      const fold = field?.closest("details");
      if (fold) fold.open = true;
      return field;
    });
  }

  #focusFirst(): void {
    this.#focus(FRAMES / 4, (isLast) => {
      const found = this.node.querySelectorAll<HTMLElement>(USABLE);
      return [...found].find((one) => one.offsetParent !== null) ??
        (isLast
          ? this.node.querySelector<HTMLElement>("[tabindex='0']")
          : null);
    });
  }

  /** A section that was not seen before is drawn in one of the next frames. */
  #focus(frames: number, find: (isLast: boolean) => HTMLElement | null): void {
    const turn = ++this.#turn;
    let left = frames;
    const look = () => {
      if (turn !== this.#turn) return;
      const found = find(--left === 0);
      if (found) found.focus();
      else if (left > 0) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }

  #expected: Focus = "first";
  #isUsed = false;
  #isNarrow = false;
  /** Where the focus goes is what was wanted last. */
  #turn = 0;
}
