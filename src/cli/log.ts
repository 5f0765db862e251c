/**
 * `spyglass log`: the reads of a paper.
 *
 * @module
 */
import { unknownName } from "../names/unknown_name.ts";
import { visibleText } from "../present/visible_text.ts";
import type { Row } from "../query/reading/result.ts";
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const LOG: Command = {
  name: "log",
  summary: "list the reads that were logged for a paper",
  takes: ["PAPER"],
  options: {
    analysis: { kind: "text", value: "ID", help: "only those of one analysis" },
  },
  about:
    `Lists each read of the paper: its table, its restriction as it is stored, and how many rows it selects now.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const selection = await tools.selection();
    const frame = await selection.review(paper);
    const all = frame.objects() as Row[];
    const analysis = given.text("analysis");
    const reads = analysis === null ? all : readsOf(all, analysis);
    tools.say(textOf(reads));
    tools.json(reads);
    return 0;
  },
};

/** An analysis that has no read is more likely a slip than a question. */
function readsOf(all: readonly Row[], analysis: string): Row[] {
  const reads = all.filter(({ analysis_id }) => analysis_id === analysis);
  if (reads.length > 0) return reads;
  const names = [...new Set(all.map(({ analysis_id }) => String(analysis_id)))];
  throw unknownName(
    "Cannot list the reads",
    `the paper has none of an analysis ${JSON.stringify(analysis)}`,
    analysis,
    names,
  );
}

const LIMIT = 4000;

function textOf(reads: readonly Row[]): string {
  const exports = Map.groupBy(reads, (read) => Number(read.export_id));
  const parts = [...exports].map(([id, list]) => {
    const analysis = visibleText(String(list[0]!.analysis_id), LIMIT);
    return [`Export ${id}, ${analysis}`, ...list.map(readText)].join("\n");
  });
  const total = reads.length === 1 ? "1 read" : `${reads.length} reads`;
  return [...parts, total].join("\n\n");
}

function readText({ table_id, table_name, restriction, rows }: Row): string {
  const count = rows === null
    ? "the server refuses it now"
    : rows === 1
    ? "1 row"
    : `${rows} rows`;
  return `  ${String(table_id).padStart(3)}  ${
    visibleText(String(table_name), LIMIT)
  }: ${count}\n       ${visibleText(String(restriction), LIMIT)}`;
}
