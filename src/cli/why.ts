/**
 * `spyglass why`: why a row is in an export.
 *
 * @module
 */
import type { WhyStep } from "../closure/why.ts";
import { UnknownNameError } from "../errors.ts";
import { UsageError } from "./usage_error.ts";
import type { Command } from "./command.ts";
import { paperOf } from "./paper.ts";

/** The command. */
export const WHY: Command = {
  name: "why",
  summary: "say why a row is in the export: the references from a read to it",
  takes: ["PAPER", "TABLE"],
  options: {
    key: {
      kind: "list",
      value: "COLUMN=VALUE",
      help: "a column of the row's primary key; once for each of them",
    },
  },
  about:
    `TABLE is schema.ClassName or the raw name, as show tells it. The first line is a row that was read, the last one is the
row that was asked for; each line names the foreign key that leads to it. Ends with 1 where the row is not in the export.`,
  async run(given, tools) {
    const paper = paperOf(given);
    const table = given.positional[1]!;
    const key = keyOf(given.list("key"));
    const selection = await tools.selection();
    const slice = await selection.showAllTables(paper);
    const steps = told(() => slice.why(table, key));
    tools.say(steps.map(lineOf).join("\n"));
    tools.json(steps);
    return 0;
  },
};

/** What cannot be told is the caller's to correct, and no fault of this program. */
function told(ask: () => readonly WhyStep[]): readonly WhyStep[] {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TypeError || error instanceof UnknownNameError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

function keyOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw new UsageError(
      `Cannot read --key: received ${
        JSON.stringify(pair)
      }, wanted COLUMN=VALUE`,
    );
  }));
}

function lineOf({ table, key, via }: WhyStep): string {
  const row = Object.entries(key).map(([name, value]) => `${name}=${value}`);
  const how = via === null
    ? "was read"
    : `needed by the row above (foreign key ${via})`;
  return `${table} ${row.join(", ")}: ${how}`;
}
