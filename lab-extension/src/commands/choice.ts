/**
 * Asking for what a command was not told.
 *
 * @module
 */
import { InputDialog } from "@jupyterlab/apputils";

/**
 * Gives what was told, else lets the user choose.
 *
 * @param told an argument of a command
 * @param title of the dialog
 * @param items what there is
 * @returns one of them; `null` where nothing was chosen
 */
export async function chosen(
  told: unknown,
  title: string,
  items: readonly string[],
): Promise<string | null> {
  if (typeof told === "string") return told;
  if (items.length === 0) return null;
  const { value, button } = await InputDialog.getItem({
    title,
    items: [...items],
  });
  return button.accept ? value : null;
}
