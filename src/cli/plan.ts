/**
 * `spyglass plan`: what an export would hold, before anything is written.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const PLAN: Command = {
  name: "plan",
  summary: "say what a paper's export would hold, and write nothing",
  takes: ["PAPER"],
  options: {
    "included-nwb-file": {
      kind: "list",
      value: "NAME",
      help:
        "say what limiting the export to this session would cut; may be given several times",
    },
  },
  about:
    `Tables, rows, bytes and files; what each table that was read brings in; which tables hold data on people, and which
references bring them along.`,
  async run(given, tools) {
    const exports = await tools.exports();
    const included = given.list("included-nwb-file");
    const plan = await exports.plan({
      ...paperOf(given),
      ...(included.length > 0 ? { includedNwbFiles: included } : {}),
    });
    tools.say(Deno.inspect(plan));
    tools.json({ ...plan });
    return 0;
  },
};
