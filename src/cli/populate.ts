/**
 * `spyglass populate`: computes a paper's export and writes it.
 *
 * @module
 */
import type { Populated } from "../export/populate.ts";
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";
import { PROGRAM } from "./program.ts";

/** The command. */
export const POPULATE: Command = {
  name: "populate",
  summary: "compute a paper's export, and write its script and lists",
  takes: ["PAPER"],
  options: {
    "included-nwb-file": {
      kind: "list",
      value: "NAME",
      help:
        "limit the export to this session, and list what is cut; may be given several times",
    },
    force: {
      kind: "flag",
      help: "go on even if what is known of published files is lost",
    },
    run: {
      kind: "flag",
      help: "run the script, too: the folder then has the dump",
    },
    "write-option-file": {
      kind: "flag",
      help:
        "write the connection's credentials into ~/.my.cnf, where the script looks for them, if there is none",
    },
  },
  about:
    `Writes the export script and the lists into the folder of the paper, and the rows of the Export tables. An earlier
result is replaced; if anything fails, it stays as it was. The script then writes the dump: run it, or let verify run it.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const exports = await tools.exports();
    const included = given.list("included-nwb-file");
    const populated = await exports.populatePaper({
      ...paper,
      ...(included.length > 0 ? { includedNwbFiles: included } : {}),
      ...(given.flag("force") ? { force: true } : {}),
      ...(given.flag("write-option-file") ? { writeOptionFile: true } : {}),
      ...(given.flag("run") ? { run: true, onProgress: tools.progress } : {}),
    });
    const counts = Object.values(populated.tables);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    tools.say(
      `${counts.length} tables, ${rows} rows, ${populated.files.length} files in export ${populated.export_id}
Folder  ${populated.directory}
${nextLine(populated, paper.paper_id)}`,
    );
    tools.json({ ...populated });
    return 0;
  },
};

function nextLine({ dump }: Populated, paper: string): string {
  return dump === null
    ? `Next    run its script where the database can be reached, or: ${PROGRAM} verify ${paper}`
    : `Dump    ${dump.sql}: ${dump.bytes} bytes, SHA-256 ${dump.sha256}
Next    ${PROGRAM} verify ${paper}`;
}
