/**
 * The command that goes to the cell that a read came from: by the cell's id, which this browser tab may know, else by
 * its text, which is noted beside the log.
 *
 * @module
 */
import type { ReadEntry } from "../../../src/lab/messages.d.ts";
import { Notification } from "@jupyterlab/apputils";
import { shownText } from "../shown.ts";
import { type Args, type Command, isConnected } from "./command.ts";

/** Goes to a cell; where there is none to go to, says why. */
export const JUMP_COMMAND: Command = {
  name: "jump",
  label: ({ trans }) => trans.__("Go to the Cell That Read Last"),
  caption: ({ trans }) => trans.__("Scroll to the cell that a read came from"),
  isEnabled: (context, args) =>
    isConnected(context) && entryOf(context, args) !== null,
  async execute(context, args) {
    const { model, toCell, trans } = context;
    const entry = entryOf(context, args);
    if (entry === null) return false;
    const known = model.link?.cellOf(entry) ?? null;
    if (known !== null && toCell({ id: known }) === "there") return true;
    const { export_id, table_id } = entry;
    const text = await model.ask({ ask: "cell", export_id, table_id });
    if (text === undefined) return false;
    if (typeof text !== "string") {
      Notification.warning(
        known === null
          ? trans.__(
            "It is not known which cell read this: another program read it, or the cell was not noted",
          )
          : trans.__("The cell that read this is not in the notebook any more"),
      );
      return false;
    }
    const found = toCell({ text });
    if (found === "there") return true;
    const begin = shownText(text.trim().split("\n")[0] ?? "", 100);
    Notification.warning(
      found === "no notebook"
        ? trans.__("This read came from no open notebook; its cell: %1", begin)
        : trans.__(
          "The cell that read this is not in the notebook any more, or was changed; it began: %1",
          begin,
        ),
    );
    return false;
  },
};

type Context = Parameters<Command["execute"]>[0];

/** The entry that was named, else the newest one. */
function entryOf({ model }: Context, args: Args): ReadEntry | null {
  const { export_id, table_id } = args;
  const isNamed = typeof export_id === "number" && typeof table_id === "number";
  for (const { table, newest } of model.view.state?.reads.tables ?? []) {
    if (!isNamed) return newest[0] ?? null;
    const found = [...newest, ...model.unfolded.older(table)].find((entry) =>
      entry.export_id === export_id && entry.table_id === table_id
    );
    if (found) return found;
  }
  return null;
}
