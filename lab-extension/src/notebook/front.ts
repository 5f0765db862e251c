/**
 * Which notebook or console is in front.
 *
 * @module
 */
import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { ISessionContext } from "@jupyterlab/apputils";
import type { IConsoleTracker } from "@jupyterlab/console";
import type { INotebookTracker } from "@jupyterlab/notebook";
import type { Widget } from "@lumino/widgets";
import type { ExportModel } from "../model/model.ts";
import type { Sessions } from "../kernel/sessions.ts";

/**
 * Makes the model follow what is in front. Where that has no kernel, a text file or a data frame, the last notebook
 * stays; where that notebook is closed, the tracker's current one takes its place.
 *
 * @param shell JupyterLab's
 * @param notebooks all notebooks
 * @param consoles all consoles, where JupyterLab has them
 * @param sessions told of each of them
 * @param model told which one is in front
 */
export function followFront(
  shell: JupyterFrontEnd.IShell,
  notebooks: INotebookTracker,
  consoles: IConsoleTracker | null,
  sessions: Sessions,
  model: ExportModel,
): void {
  const known = new Map<Widget, ISessionContext>();
  const follow = () => {
    const front = shell.currentWidget;
    const session = (front && known.get(front)) ??
      notebooks.currentWidget?.sessionContext ??
      consoles?.currentWidget?.sessionContext ?? null;
    model.follow(session);
  };
  const add = (widget: Widget, session: ISessionContext) => {
    known.set(widget, session);
    widget.disposed.connect(() => {
      known.delete(widget);
      follow();
    });
    sessions.add(session);
    follow();
  };
  notebooks.widgetAdded.connect((_, one) => add(one, one.sessionContext));
  notebooks.forEach((one) => add(one, one.sessionContext));
  consoles?.widgetAdded.connect((_, one) => add(one, one.sessionContext));
  consoles?.forEach((one) => add(one, one.sessionContext));
  notebooks.currentChanged.connect(follow);
  consoles?.currentChanged.connect(follow);
  shell.currentChanged?.connect(follow);
}
