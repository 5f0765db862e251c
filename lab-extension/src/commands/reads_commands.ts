/**
 * Commands of the log: show a paper, go to a cell, copy a read, take one out.
 *
 * @module
 */
import { toClipboard } from "../page/clipboard.ts";
import { confirmLeaving } from "../page/leaving.tsx";
import { chosen } from "./choice.ts";
import { type Args, type Command, isConnected } from "./command.ts";
import { JUMP_COMMAND } from "./jump_command.ts";

/** All that the second section offers. */
export const READS_COMMANDS: readonly Command[] = [
  {
    name: "show-paper",
    label: ({ trans }) => trans.__("Show Paper…"),
    caption: ({ trans }) => trans.__("Show the reads and the slice of a paper"),
    isEnabled: (context) =>
      isConnected(context) && papersOf(context).length > 0,
    async execute(context, args) {
      const title = context.trans.__("Show paper");
      const paper_id = await chosen(args.paper_id, title, papersOf(context));
      if (paper_id) await context.model.ask({ ask: "show", paper_id });
    },
  },
  {
    name: "delete-analysis",
    label: ({ trans }) => trans.__("Delete Analysis…"),
    caption: ({ trans }) =>
      trans.__("Take all reads of an analysis out of the log"),
    isEnabled: (context) =>
      isConnected(context) && papersOf(context).length > 0,
    async execute(context, args) {
      const { trans, model } = context;
      const { link } = model;
      const title = trans.__("Delete analysis");
      const paper_id = await chosen(args.paper_id, title, papersOf(context));
      const analyses = model.view.state?.papers
        .find((paper) => paper.paper_id === paper_id)?.analyses ?? [];
      const analysis_id = await chosen(args.analysis_id, title, analyses);
      if (!paper_id || !analysis_id) return;
      const what = trans.__("Delete analysis %1 of %2?", analysis_id, paper_id);
      await confirmLeaving(
        context,
        what,
        link,
        (agreed) =>
          model.ask({
            ask: "deleteAnalysis",
            paper_id,
            analysis_id,
            ...agreed,
          }),
      );
    },
  },
  {
    name: "forget",
    label: ({ trans }) => trans.__("Remove Read…"),
    caption: ({ trans }) =>
      trans.__("Take the newest read, or the one chosen, out of the log"),
    isEnabled: (context, args) =>
      isConnected(context) && entryOf(context, args) !== null,
    async execute(context, args) {
      const entry = entryOf(context, args);
      if (entry === null) return;
      const what = context.trans.__("Remove this read from the log?");
      await confirmLeaving(
        context,
        what,
        context.model.link,
        (agreed) => context.model.ask({ ask: "forget", ...entry, ...agreed }),
      );
    },
  },
  {
    name: "copy-code",
    label: ({ trans }) => trans.__("Copy Read as Query"),
    caption: ({ trans }) =>
      trans.__("Copy code that reads the same rows again"),
    isEnabled: (context, args) =>
      isConnected(context) && entryOf(context, args) !== null,
    async execute(context, args) {
      const entry = entryOf(context, args);
      if (entry === null) return;
      const code = await context.model.ask({ ask: "code", ...entry });
      if (typeof code === "string") await toClipboard(code, context.trans);
    },
  },
  {
    name: "show-older",
    label: ({ trans }) => trans.__("Show Older Reads…"),
    caption: ({ trans }) => trans.__("Show more reads of a table"),
    isEnabled: (context, { table }) =>
      isConnected(context) &&
      (typeof table === "string" || withOlder(context).length > 0),
    async execute(context, { table, offset }) {
      const { model, trans, openSidebar } = context;
      const tables = withOlder(context);
      const title = trans.__("Show older reads of");
      const name = await chosen(table, title, tables.map((one) => one.table));
      if (name === null) return;
      openSidebar();
      const found = tables.find((one) => one.table === name);
      const from = typeof offset === "number" ? offset : found?.shown ?? 0;
      await model.unfolded.more(name, from);
    },
  },
  {
    name: "keep-both",
    label: ({ trans }) => trans.__("Keep Both Reads of a Cell"),
    caption: ({ trans }) =>
      trans.__("Keep what a cell read before beside what it has read anew"),
    isEnabled: (context, args) => rerunOf(context, args) !== undefined,
    execute(context, args) {
      const rerun = rerunOf(context, args);
      if (rerun) context.model.link?.keep(rerun);
    },
  },
  JUMP_COMMAND,
];

type Context = Parameters<Command["execute"]>[0];

function papersOf({ model }: Context): readonly string[] {
  return (model.view.state?.papers ?? []).map(({ paper_id }) => paper_id);
}

/** The entry that was named, else the newest one. */
function entryOf({ model }: Context, { export_id, table_id }: Args) {
  if (typeof export_id === "number" && typeof table_id === "number") {
    return { export_id, table_id };
  }
  const newest = model.view.state?.reads.tables[0]?.newest[0];
  if (!newest) return null;
  return { export_id: newest.export_id, table_id: newest.table_id };
}

/** Tables of which not all reads are shown. */
function withOlder({ model }: Context) {
  return (model.view.state?.reads.tables ?? [])
    .map(({ table, entries, newest }) => {
      const shown = newest.length + model.unfolded.older(table).length;
      return { table, entries, shown };
    })
    .filter(({ entries, shown }) => shown < entries);
}

/** The offer whose earlier read was named, else the first one. */
function rerunOf({ model }: Context, { export_id, table_id }: Args) {
  const { reruns } = model.view;
  return typeof export_id !== "number" ? reruns[0] : reruns.find((
    { earlier },
  ) => earlier.export_id === export_id && earlier.table_id === table_id);
}
