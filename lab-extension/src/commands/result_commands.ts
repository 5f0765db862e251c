/**
 * Commands of results: all rows of what a cell showed.
 *
 * @module
 */
import { type Command, isConnected } from "./command.ts";

/** All that outputs offer. */
export const RESULT_COMMANDS: readonly Command[] = [
  {
    name: "open-result",
    label: ({ trans }) => trans.__("Open Result as Data Frame"),
    caption: ({ trans }) =>
      trans.__("Show all rows of the query or frame that a cell showed last"),
    isEnabled: (context, { result }) =>
      isConnected(context) &&
      (typeof result === "string" || context.newestResult() !== null),
    execute({ openResult, newestResult }, { result, path }) {
      const name = typeof result === "string" ? result : newestResult();
      if (name === null) return;
      openResult(name, typeof path === "string" ? path : undefined);
    },
  },
];
