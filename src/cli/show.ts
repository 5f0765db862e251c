/**
 * `spyglass show`: all tables of an export.
 *
 * @module
 */
import type { Slice } from "../export/slice/slice.ts";
import type { Command, Tools } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const SHOW: Command = {
  name: "show",
  summary: "show all tables of the export, with their rows and files",
  takes: ["PAPER"],
  options: {
    mermaid: {
      kind: "flag",
      help: "write the foreign keys between the tables as a mermaid diagram",
    },
  },
  about:
    `Follows every reference from the rows that were read, and shows every table of the export with its number of rows,
and the files that the rows name.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const selection = await tools.selection();
    const slice = await selection.showAllTables(paper);
    if (given.flag("mermaid")) tools.say(slice.toMermaid());
    tellSlice(slice, tools, given.flag("mermaid"));
    return 0;
  },
};

/** Shows a slice to a person, or gives its numbers to a program. */
export function tellSlice(slice: Slice, tools: Tools, isShown = false): void {
  if (!isShown) tools.say(Deno.inspect(slice));
  const { counts, total, files } = slice;
  tools.json({ counts, total, files });
}
