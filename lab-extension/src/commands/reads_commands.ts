/**
 * Commands of the log: show a paper, go to a cell, copy a read, take one out.
 *
 * @module
 */
import { toClipboard } from "../clipboard.ts";
import { confirmLeaving } from "../leaving.tsx";
import { chosen } from "./choice.ts";
import { type Args, type Command, isConnected } from "./command.ts";

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
    name: "jump",
    label: ({ trans }) => trans.__("Go to the Cell That Read Last"),
    caption: ({ trans }) =>
      trans.__("Scroll to the cell that a read came from"),
    isEnabled: (context, args) => cellOf(context, args) !== null,
    execute(context, args) {
      const cell = cellOf(context, args);
      return cell !== null && context.toCell(cell);
    },
  },
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

/** The cell that was named, else the one of the newest read whose cell is known. */
function cellOf({ model }: Context, { cell }: Args): string | null {
  if (typeof cell === "string") return cell;
  if (cell === null) return null;
  for (const { newest } of model.view.state?.reads.tables ?? []) {
    for (const entry of newest) {
      const known = model.link?.cellOf(entry) ?? null;
      if (known !== null) return known;
    }
  }
  return null;
}
