/**
 * `spyglass preview`: the tables that were read, with the rows that will be exported.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";
import { tellSlice } from "./show.ts";

/** The command. */
export const PREVIEW: Command = {
  name: "preview",
  summary: "show the tables that were read, as they will be exported",
  takes: ["PAPER"],
  options: {},
  about:
    `Shows each table that the paper's reads named, with the number of rows that the export will hold: those that were
read, and those brought in because another row refers to them.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const selection = await tools.selection();
    tellSlice(await selection.previewTables(paper), tools);
    return 0;
  },
};
