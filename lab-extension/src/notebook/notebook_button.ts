/**
 * The button in a notebook's toolbar: whether this very notebook logs. A click opens the sidebar.
 *
 * @module
 */
import type { NotebookPanel } from "@jupyterlab/notebook";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import { Widget } from "@lumino/widgets";
import type { Sessions } from "../kernel/sessions.ts";
import { summaryOf } from "../words/summary.ts";

/** What the button needs. */
export interface NotebookButtonServices {
  readonly sessions: Sessions;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
}

/** Hidden while the notebook has a kernel of another kind. */
export class NotebookButton extends Widget {
  /**
   * @param panel the notebook
   * @param services what it is drawn from
   */
  constructor(panel: NotebookPanel, services: NotebookButtonServices) {
    super();
    this.addClass("jp-SpyglassDeno-toolbarItem");
    this.#panel = panel;
    this.#services = services;
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.addEventListener("click", () => {
      void services.commands.execute("spyglass-deno:open-sidebar");
    });
    this.node.append(this.#button);
    services.sessions.changed.connect(this.#onChanged, this);
    this.#draw();
  }

  readonly #panel: NotebookPanel;
  readonly #services: NotebookButtonServices;
  readonly #button: HTMLButtonElement;

  #onChanged(_: Sessions, session: NotebookPanel["sessionContext"]): void {
    if (!this.isDisposed && session === this.#panel.sessionContext) {
      this.#draw();
    }
  }

  #draw(): void {
    const { sessions, trans } = this.#services;
    const link = sessions.linkOf(this.#panel.sessionContext);
    const summary = link && summaryOf(link.view, trans);
    this.setHidden(!summary);
    if (!summary) return;
    // A toolbar measures what is in it: the words are few, and set only where they change.
    if (this.#button.textContent !== summary.word) {
      this.#button.textContent = summary.word;
    }
    this.#button.title = `${summary.text}\n${summary.caption}`;
    this.#button.className =
      `jp-SpyglassDeno-statusButton jp-mod-${summary.kind}`;
  }
}
