/**
 * `spyglass verify`: proves that a dump holds what was read.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const VERIFY: Command = {
  name: "verify",
  summary: "restore a paper's dump in a scratch server, and compare",
  takes: ["PAPER"],
  options: {
    sql: {
      kind: "text",
      value: "FILE",
      help: "the dump, where it is not in the folder of the paper",
    },
  },
  about:
    `Imports the dump into a server that is thrown away afterwards, looks for references that lead nowhere, compares every
table with the database, and repeats every logged read on both sides. Differences are named, and the exit code is 1.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const exports = await tools.exports();
    const sql = given.text("sql");
    const verified = await exports.verify(
      paper,
      {
        ...(sql === null ? {} : { sql: tools.path(sql) }),
        onProgress: tools.progress,
      },
    );
    tools.say(Deno.inspect(verified));
    tools.json(verified);
    return verified.ok ? 0 : 1;
  },
};
