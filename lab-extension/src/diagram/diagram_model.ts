/**
 * What a diagram shows: the slice of one paper, as the kernel of one notebook draws it; and why it does not. No page.
 *
 * @module
 */
import type { Drawing } from "../../../src/lab/messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import { type ISignal, Signal } from "@lumino/signaling";
import { problemText } from "../words/problem_text.ts";
import { shownText } from "../words/shown.ts";
import type { IKernelLink } from "../model/tokens.ts";

/** Where a diagram comes from. */
export interface DiagramPlace {
  /** Of the notebook whose kernel draws. */
  readonly path: string;
  /** That kernel as it is now. */
  readonly link: IKernelLink | null;
}

/** One open diagram. */
export class DiagramModel {
  /**
   * @param place of the notebook whose kernel draws
   * @param paper whose slice it is
   */
  constructor(place: DiagramPlace, readonly paper: string) {
    this.#place = place;
  }

  /** The notebook's path. */
  get path(): string {
    return this.#place.path;
  }

  /** Something has changed. */
  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** `null` before the kernel has drawn. */
  get drawing(): Drawing | null {
    return this.#drawing;
  }

  /** Has the kernel draw, which may have to wait for a cell. */
  async load(): Promise<void> {
    const { link } = this.#place;
    if (this.#isAsking || link === null) return;
    this.#isAsking = true;
    this.#problem = null;
    const source = this.#source();
    this.#changed.emit();
    try {
      const drawing = await link.ask({ ask: "diagram" });
      // The paper that the kernel shows may have changed while it drew.
      if (isDrawing(drawing) && drawing.paper_id === this.paper) {
        this.#drawing = drawing;
        this.#drawn = source;
      }
    } catch (error) {
      this.#problem = error;
    }
    this.#isAsking = false;
    this.#changed.emit();
  }

  /** Draws what was not drawn yet, once the kernel can; tells where the log has changed. */
  refresh(): void {
    const source = this.#source();
    const isFirst = this.#drawing === null && this.#problem === null;
    if (source !== null && isFirst) void this.load();
    this.#changed.emit();
  }

  /**
   * Says what is waited for, what went wrong, or what has changed.
   *
   * @param trans the language of the page
   * @returns nothing where all is well
   */
  note(trans: TranslationBundle): string {
    if (this.#problem !== null) return problemText(this.#problem, trans);
    const view = this.#place.link?.view;
    if (this.#isAsking) {
      return view?.isBusy
        ? trans.__("Drawn when the cell ends")
        : trans.__("Drawing …");
    }
    const source = this.#source();
    if (this.#drawing === null) {
      return view?.link === "connected" && view.state?.database?.isKnown
        ? this.#otherPaper(trans)
        : trans.__("Drawn when %1 is connected", shownText(this.path));
    }
    return source === null || source === this.#drawn
      ? ""
      : trans.__("The log has changed since this was drawn.");
  }

  readonly #changed = new Signal<this, void>(this);
  readonly #place: DiagramPlace;
  #drawing: Drawing | null = null;
  #problem: unknown = null;
  #isAsking = false;
  /** What the drawing is of. */
  #drawn: string | null = null;

  #otherPaper(trans: TranslationBundle): string {
    return trans.__(
      "The notebook shows another paper: choose %1 in the sidebar to draw its slice",
      shownText(this.paper),
    );
  }

  /** What a drawing depends on; `null` while this paper cannot be drawn. */
  #source(): string | null {
    const view = this.#place.link?.view;
    if (view?.link !== "connected" || !view.state) return null;
    const { shown, reads } = view.state;
    if (shown?.paper_id !== this.paper || !reads.isKnown) return null;
    return JSON.stringify(reads.tables.map((one) => [one.table, one.entries]));
  }
}

function isDrawing(value: unknown): value is Drawing {
  const drawing = value as Partial<Drawing> | undefined;
  return typeof drawing?.svg === "string" &&
    typeof drawing.text === "string" && typeof drawing.mermaid === "string";
}
