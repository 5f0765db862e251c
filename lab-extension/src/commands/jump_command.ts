/**
 * The command that goes to the cell that a read came from: by the cell's id, which this browser tab may know, else by
 * its text, which is noted beside the log.
 *
 * @module
 */
import type { ReadEntry } from "../../../src/lab/messages.d.ts";
import { Notification } from "@jupyterlab/apputils";
import type { Arrival } from "../notebook/notebook_cell.ts";
import { shownText } from "../words/shown.ts";
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
    const found = typeof text === "string" ? toCell({ text }) : "no cell";
    if (found === "there") return true;
    const begin = typeof text === "string"
      ? shownText(text.trim().split("\n")[0] ?? "", 60)
      : null;
    tell(reasonOf(found, known !== null, begin, trans));
    return false;
  },
};

/** Why there is no cell to go to. */
function reasonOf(
  found: Arrival,
  isKnown: boolean,
  begin: string | null,
  trans: Context["trans"],
): string {
  if (begin === null) {
    return isKnown
      ? trans.__("The cell that read this is not in the notebook any more")
      : trans.__(
        "It is not known which cell read this: another program read it, or the cell was not noted",
      );
  }
  return found === "no notebook"
    ? trans.__("This read came from no open notebook. Its cell: %1", begin)
    : trans.__(
      "The cell that read this is not in the notebook any more, or was changed. It began: %1",
      begin,
    );
}

/** JupyterLab shows only messages that close by themselves. */
function tell(message: string): void {
  Notification.warning(message, { autoClose: 10_000 });
}

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
