/**
 * Commands that are no part of the transaction in which they are called.
 *
 * @module
 */
import { ExportError } from "../../errors.ts";
import type { CommandContext } from "./command_context.ts";

/**
 * Refuses a command inside of `db.transaction()`. It would look through connections of its own, see nothing of what the
 * transaction wrote, and wait for it for ever where somebody in between wants to alter a table; what it does stays when
 * the transaction is undone.
 *
 * @param action What is not done, for example `Cannot publish`.
 * @throws {ExportError} A transaction is open where it was called.
 */
export function refuseTransaction(
  { isInTransaction }: Pick<CommandContext, "isInTransaction">,
  action: string,
): void {
  if (!isInTransaction()) return;
  throw new ExportError(
    `${action}: found an open transaction, which this is no part of (it would see none of its changes, might wait for it, and would not be undone with it), wanted none; call it outside of db.transaction(). Nothing was changed`,
  );
}
