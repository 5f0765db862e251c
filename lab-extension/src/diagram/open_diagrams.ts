/**
 * The diagrams that are open: one for each notebook and paper, found again after a reload.
 *
 * @module
 */
import type { ILayoutRestorer, JupyterFrontEnd } from "@jupyterlab/application";
import { WidgetTracker } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import { NotebookPlace } from "../notebook/notebook_place.ts";
import type { Sessions } from "../kernel/sessions.ts";
import { DiagramModel } from "./diagram_model.ts";
import { DiagramPanel } from "./diagram_panel.ts";

/** What diagrams need. */
export interface OpenDiagramsOptions {
  readonly app: JupyterFrontEnd;
  readonly sessions: Sessions;
  readonly trans: TranslationBundle;
  readonly restorer: ILayoutRestorer | null;
}

/** Opens diagrams. */
export class OpenDiagrams {
  /** @param options what diagrams need */
  constructor(options: OpenDiagramsOptions) {
    const { app, sessions, restorer, trans } = options;
    this.#options = options;
    app.commands.addCommand(COMMAND, {
      label: trans.__("Open Diagram"),
      isVisible: () => false,
      execute: (args) => this.#restore(args),
    });
    void restorer?.restore(this.#tracker, {
      command: COMMAND,
      args: ({ model: { path, paper } }) => ({ path, paper }),
      name: ({ model: { path, paper } }) => `${path}:${paper}`,
    });
    sessions.changed.connect((_, session) =>
      this.#tracker.forEach((panel) => {
        if (panel.model.path !== session.path) return;
        panel.model.refresh();
        this.#remember(panel);
      })
    );
  }

  /** The one that is used last; `null` where none is open. */
  get current(): DiagramPanel | null {
    return this.#tracker.currentWidget;
  }

  /** Opens the diagram of a paper, or brings it to the front as the slice is now. */
  open(path: string, paper: string): void {
    const { app } = this.#options;
    const found = this.#find(path, paper);
    const panel = found ?? this.#make(path, paper);
    app.shell.activateById(panel.id);
    if (found) void found.model.load();
    else panel.model.refresh();
  }

  readonly #options: OpenDiagramsOptions;
  readonly #tracker = new WidgetTracker<DiagramPanel>({
    namespace: "spyglass-deno-diagrams",
  });
  /** Under which paths they are remembered. */
  readonly #paths = new WeakMap<DiagramPanel, string>();

  /** Where its notebook was moved, it is found again there. */
  #remember(panel: DiagramPanel): void {
    if (this.#paths.get(panel) === panel.model.path) return;
    this.#paths.set(panel, panel.model.path);
    void this.#tracker.save(panel);
  }

  #find(path: string, paper: string): DiagramPanel | undefined {
    return this.#tracker.find(({ model }) =>
      model.path === path && model.paper === paper
    );
  }

  #make(path: string, paper: string): DiagramPanel {
    const { app, sessions, trans } = this.#options;
    const place = new NotebookPlace(path, sessions);
    const panel = new DiagramPanel(new DiagramModel(place, paper), trans);
    panel.id = `spyglass-deno-diagram-${++count}`;
    app.shell.add(panel, "main");
    this.#paths.set(panel, path);
    void this.#tracker.add(panel);
    return panel;
  }

  /** The layout puts it where it was, and another one in front. */
  #restore({ path, paper }: ReadonlyPartialJSONObject): void {
    if (typeof path !== "string" || typeof paper !== "string") return;
    const panel = this.#find(path, paper) ?? this.#make(path, paper);
    panel.model.refresh();
  }
}

const COMMAND = "spyglass-deno:open-diagram";
let count = 0;
