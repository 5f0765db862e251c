/**
 * The data frames that are open: opened once each, found again after a reload, in the theme that is on.
 *
 * @module
 */
import type { ILayoutRestorer, JupyterFrontEnd } from "@jupyterlab/application";
import { type IThemeManager, WidgetTracker } from "@jupyterlab/apputils";
import type { DocumentRegistry } from "@jupyterlab/docregistry";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import { NotebookPlace } from "../notebook/notebook_place.ts";
import { problemText } from "../words/problem_text.ts";
import type { Sessions } from "../kernel/sessions.ts";
import { GridModel } from "./grid_model.ts";
import { GridPanel } from "./grid_panel.tsx";

/** What data frames need. */
export interface OpenGridsOptions {
  readonly app: JupyterFrontEnd;
  readonly sessions: Sessions;
  readonly trans: TranslationBundle;
  readonly restorer: ILayoutRestorer | null;
  readonly themes: IThemeManager | null;
}

/** Opens data frames. */
export class OpenGrids {
  /** @param options what data frames need */
  constructor(options: OpenGridsOptions) {
    const { app, sessions, restorer, themes } = options;
    this.#options = options;
    app.commands.addCommand(COMMAND, {
      label: options.trans.__("Open Data Frame"),
      isVisible: () => false,
      execute: (args) => this.#restore(args),
    });
    void restorer?.restore(this.#tracker, {
      command: COMMAND,
      args: ({ model }) => ({ path: model.path, view: plain(model.view) }),
      name: ({ model }) => nameOf(model.path, model.view),
    });
    themes?.themeChanged.connect(() =>
      this.#tracker.forEach((panel) => panel.restyle())
    );
    sessions.changed.connect((_, session) =>
      this.#tracker.forEach((panel) => {
        if (panel.model.path === session.path) panel.refresh();
      })
    );
  }

  /** The one that is used last; `null` where none is open. */
  get current(): GridPanel | null {
    return this.#tracker.currentWidget;
  }

  /** Brings it to the front, with the focus in its filter. */
  filter(): void {
    const { current } = this;
    if (current === null) return;
    this.#options.app.shell.activateById(current.id);
    // The palette gives the focus back when it has closed.
    requestAnimationFrame(() => current.focusFilter());
  }

  /** Opens the rows of a table beside a notebook, or brings them to the front. */
  open(path: string, view: GridView): GridPanel {
    const { app, sessions, trans } = this.#options;
    const found = this.#tracker.find(({ model }) =>
      model.path === path && model.view.table === view.table
    );
    const panel = found ?? new GridPanel(
      new GridModel(
        new NotebookPlace(path, sessions),
        view,
        (error) => problemText(error, trans),
      ),
      trans,
    );
    if (found) found.model.set({ rows: view.rows });
    else {
      panel.id = `spyglass-deno-grid-${++count}`;
      app.shell.add(panel, "main", this.#place());
      void this.#tracker.add(panel);
      panel.model.changed.connect(() => void this.#tracker.save(panel));
    }
    app.shell.activateById(panel.id);
    return panel;
  }

  readonly #options: OpenGridsOptions;
  readonly #tracker = new WidgetTracker<GridPanel>({
    namespace: "spyglass-deno-grids",
  });

  /** Under the notebook, or beside the frames that are there already: halves of halves show nothing. */
  #place(): DocumentRegistry.IOpenOptions {
    const { currentWidget } = this.#tracker;
    return currentWidget?.isAttached
      ? { mode: "tab-after", ref: currentWidget.id }
      : { mode: "split-bottom" };
  }

  #restore({ path, view }: ReadonlyPartialJSONObject): void {
    if (typeof path !== "string" || !isView(view)) return;
    this.open(path, view);
  }
}

const COMMAND = "spyglass-deno:open-data-frame";
let count = 0;

function nameOf(path: string, view: GridView): string {
  return `${path}:${view.table}`;
}

/** JupyterLab keeps plain data. */
function plain(view: GridView): ReadonlyPartialJSONObject {
  return JSON.parse(JSON.stringify(view));
}

function isView(value: unknown): value is GridView {
  const view = value as Partial<GridView> | undefined;
  return typeof view?.table === "string" &&
    ["slice", "logged", "all", "result"].includes(view.rows ?? "") &&
    Array.isArray(view.sort) && Array.isArray(view.filter);
}
