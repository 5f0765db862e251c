/**
 * Commands of the slice: compute it, look at it, write and prove it.
 *
 * @module
 */
import { toClipboard } from "../page/clipboard.ts";
import { chosen } from "./choice.ts";
import { type Command, type CommandContext, isConnected } from "./command.ts";

/** All that the third section offers. */
export const SLICE_COMMANDS: readonly Command[] = [
  {
    name: "compute-slice",
    label: ({ trans }) => trans.__("Compute Slice"),
    caption: ({ trans }) =>
      trans.__("Find all rows and files that the shown paper's reads rest on"),
    isEnabled: hasPaper,
    execute: ({ model }) => model.ask({ ask: "slice" }),
  },
  {
    name: "open-table",
    label: ({ trans }) => trans.__("Open Table…"),
    caption: ({ trans }) => trans.__("Show a table as a data frame"),
    isEnabled: isConnected,
    async execute({ model, openTable, trans }, { table, rows }) {
      const state = model.view.state;
      const read = state?.reads.tables.map((one) => one.table) ?? [];
      const sliced = state?.slice.tables.map((one) => one.table) ?? [];
      const tables = [...new Set([...sliced, ...read])];
      const name = await chosen(table, trans.__("Open table"), tables);
      if (!name) return;
      const known = rows === "all" || rows === "logged" || rows === "slice";
      openTable(
        name,
        known ? rows : sliced.includes(name) ? "slice" : "logged",
      );
    },
  },
  {
    name: "populate",
    label: ({ trans }) => trans.__("Populate"),
    caption: ({ trans }) =>
      trans.__("Write the shown paper's bundle: script, files, environment"),
    isEnabled: isIdle,
    execute: (context) => askOfShown(context, "populate"),
  },
  {
    name: "verify",
    label: ({ trans }) => trans.__("Verify"),
    caption: ({ trans }) =>
      trans.__("Restore the bundle in a scratch server and replay every read"),
    isEnabled: isIdle,
    execute: (context) => askOfShown(context, "verify"),
  },
  {
    name: "cancel",
    label: ({ trans }) => trans.__("Cancel"),
    caption: ({ trans }) =>
      trans.__("End populate or verify; nothing is left half done"),
    isEnabled: ({ model }) => model.view.state?.job?.state === "running",
    async execute({ model }, { job }) {
      const id = typeof job === "string" ? job : model.view.state?.job?.id;
      if (id !== undefined) await model.ask({ ask: "cancel", job: id });
    },
  },
  {
    name: "copy-bundle",
    label: ({ trans }) => trans.__("Copy Bundle Path"),
    caption: ({ trans }) => trans.__("Copy where the shown paper's bundle is"),
    isEnabled: ({ model }) => Boolean(model.view.state?.outcome?.directory),
    async execute({ model, trans }) {
      const directory = model.view.state?.outcome?.directory;
      if (directory) await toClipboard(directory, trans);
    },
  },
];

/** Of the paper that is shown now: it may be another one when a running cell has ended. */
async function askOfShown(
  { model }: CommandContext,
  ask: "populate" | "verify",
): Promise<void> {
  const shown = model.view.state?.shown;
  if (shown) await model.ask({ ask, paper_id: shown.paper_id });
}

function hasPaper(context: CommandContext): boolean {
  return isConnected(context) && Boolean(context.model.view.state?.shown);
}

function isIdle(context: CommandContext): boolean {
  const state = context.model.view.state?.job?.state;
  return hasPaper(context) && state !== "running" && state !== "cancelling";
}
