/**
 * `spyglass diff`: what differs between two exports.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { checkedPaper, paperOf } from "./paper.ts";

/** The command. */
export const DIFF: Command = {
  name: "diff",
  summary: "compare two papers, or a paper's result with its log as it is now",
  takes: ["PAPER", "[OTHER]"],
  options: {
    populated: {
      kind: "flag",
      help:
        "take both papers as they were populated, not as their logs are now",
    },
  },
  about:
    `Says which rows and files only one of the two has. With one paper: what was populated, and what its log rests on now;
that is what populating it again would change. Exit code 1 where they differ, or may.`,
  async run(given, tools) {
    const exports = await tools.exports();
    const populated = given.flag("populated");
    const a = { ...paperOf(given), populated };
    const [, other] = given.positional;
    const diff = other === undefined
      ? await exports.diff(paperOf(given))
      : await exports.diff(a, { ...checkedPaper(other), populated });
    tools.say(Deno.inspect(diff));
    const { same, both, onlyA, onlyB, tables, untold, files } = diff;
    tools.json({
      a: diff.a,
      b: diff.b,
      same,
      both,
      onlyA,
      onlyB,
      tables,
      untold,
      files,
    });
    return same ? 0 : 1;
  },
};
