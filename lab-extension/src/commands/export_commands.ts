/**
 * Commands of the active export: start, stop, resume.
 *
 * @module
 */
import { Notification } from "@jupyterlab/apputils";
import { type Command, isConnected } from "./command.ts";

/** All that the first section offers. */
export const EXPORT_COMMANDS: readonly Command[] = [
  {
    name: "open-sidebar",
    label: ({ trans }) => trans.__("Show the Spyglass Export Sidebar"),
    caption: ({ trans }) =>
      trans.__(
        "Which export is active, what it has read, what would be shipped",
      ),
    execute: ({ openSidebar }, { isAside }) =>
      openSidebar(isAside === true ? "aside" : undefined),
  },
  {
    name: "start",
    label: ({ trans }) => trans.__("Start Export…"),
    caption: ({ trans }) =>
      trans.__("Log what is read from now on, for a paper and an analysis"),
    isEnabled: (context) =>
      isConnected(context) && hasDatabase(context.model.view.state),
    async execute({ model, openSidebar }, { paper_id, analysis_id }) {
      if (typeof paper_id !== "string" || typeof analysis_id !== "string") {
        openSidebar("export");
        return false;
      }
      await model.ask({ ask: "start", paper_id, analysis_id });
      return model.problem === null;
    },
  },
  {
    name: "stop",
    label: ({ trans }) => trans.__("Stop Export"),
    caption: ({ trans }) => trans.__("What is read after it is in no export"),
    isEnabled: (context) =>
      isConnected(context) && Boolean(context.model.view.state?.active),
    execute: ({ model }) => model.ask({ ask: "stop" }),
  },
  {
    name: "resume",
    label: ({ trans }) => trans.__("Resume Export"),
    caption: ({ trans }) =>
      trans.__("Go on with the export that was active when the kernel ended"),
    isEnabled: (context) =>
      isConnected(context) && Boolean(context.model.view.state?.interrupted),
    execute: ({ model }) => model.ask({ ask: "resume" }),
  },
  {
    name: "dismiss",
    label: ({ trans }) => trans.__("Dismiss Interrupted Export"),
    caption: ({ trans }) =>
      trans.__("Do not go on with the export that was active"),
    isEnabled: (context) =>
      isConnected(context) && Boolean(context.model.view.state?.interrupted),
    async execute({ model }) {
      const interrupted = model.view.state?.interrupted;
      if (!interrupted) return;
      await model.ask({ ask: "dismiss", export_id: interrupted.export_id });
    },
  },
  {
    name: "reconnect",
    label: ({ trans }) => trans.__("Connect to the Kernel Again"),
    caption: ({ trans }) =>
      trans.__("Do not wait until JupyterLab tries again by itself"),
    isEnabled: ({ model }) => model.view.link === "offline",
    async execute({ model, trans }) {
      try {
        await model.link?.reconnect();
      } catch {
        Notification.warning(
          trans.__("The kernel could not be reached: Jupyter does not answer"),
          { autoClose: 5000 },
        );
      }
    },
  },
  {
    name: "forget-problem",
    label: ({ trans }) => trans.__("Close Message"),
    caption: ({ trans }) => trans.__("Take the sidebar's message away"),
    isEnabled: ({ model }) => model.problem !== null || model.said.length > 0,
    execute: ({ model }) => model.forgetProblem(),
  },
];

function hasDatabase(state: { database: unknown } | null): boolean {
  return Boolean(state?.database);
}
