/**
 * `spyglass status`: which papers there are, or how far one of them is.
 *
 * @module
 */
import { visibleText } from "../present/visible_text.ts";
import type { Row } from "../query/reading/result.ts";
import { USAGE_SCHEMA } from "../spyglass/usage_tables.ts";
import type { Command, Tools } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const STATUS: Command = {
  name: "status",
  summary: "list the papers, or say how far one of them is and what comes next",
  takes: ["[PAPER]"],
  options: {},
  about:
    `Without a paper: the server, and the papers and analyses that were logged there. With one: logged, populated, dumped,
verified, published, and the next command with who runs it.`,
  async run(given, tools) {
    if (given.positional.length === 0) return await overview(tools);
    const paper = paperOf(given);
    const exports = await tools.exports();
    const status = await exports.status(paper);
    tools.say(Deno.inspect(status));
    tools.json(status);
    return 0;
  },
};

async function overview(tools: Tools): Promise<number> {
  const db = await tools.connect();
  // Looking must not make the tables of the log.
  const isLogged = Object.hasOwn(db.schemas, USAGE_SCHEMA);
  const rows = isLogged ? await (await tools.selection()).rows() : [];
  const analyses = rows.map(({ export_id, paper_id, analysis_id, time }) => ({
    export_id,
    paper_id,
    analysis_id,
    time,
  }));
  tools.json({ server: String(db), analyses });
  const papers = isLogged
    ? papersText(analyses)
    : `No paper was logged yet, or this user may not see ${USAGE_SCHEMA}`;
  tools.say(`${db}\n\n${papers}`);
  return 0;
}

function papersText(analyses: readonly Row[]): string {
  const papers = Map.groupBy(analyses, (row) => String(row.paper_id));
  if (papers.size === 0) return "No paper was logged yet";
  return [...papers].map(([paper, list]) =>
    [
      visibleText(paper, LIMIT),
      ...list.map((row) =>
        `  export ${row.export_id}, ${
          visibleText(String(row.analysis_id), LIMIT)
        }, started ${row.time}`
      ),
    ].join("\n")
  ).join("\n");
}

const LIMIT = 200;
