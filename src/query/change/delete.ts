/**
 * Deleting rows, and all rows that refer to them.
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import { CancelledError, SpyglassError } from "../../errors.ts";
import { whereTexts } from "../../keys/where.ts";
import type { Catalog } from "../../schema/table.ts";
import { cascade, type Doomed, keysOf } from "./cascade.ts";
import { tableLabel } from "../../schema/table_label.ts";
import type { QueryContext } from "../context.ts";
import { noteEvent } from "./event_log.ts";
import { checkWritable } from "./insert.ts";
import type { Expression } from "../expression/expression.ts";
import { oneTable } from "./one_table.ts";
import { namingColumns } from "../reading/unknown_column.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** How rows are deleted. See {@linkcode Query.delete}. */
export interface DeleteOptions {
  /** Do not ask. Called on a part table, it deletes its rows though the master's stay, as in DataJoint. @default {false} */
  readonly force?: boolean;
  /** Delete rows of part tables though their master's stay. @default {`force`, on a part table} */
  readonly forceParts?: boolean;
}

/**
 * Deletes rows in one transaction, those that refer to them first.
 *
 * @returns Table → how many of its rows went.
 * @throws {SpyglassError} There is nobody to ask, or rows were added while somebody was asked.
 * @throws {CancelledError} Somebody was asked, and said no.
 */
export async function deleteRows(
  context: QueryContext,
  expression: Expression,
  options: DeleteOptions,
): Promise<Record<string, number>> {
  const table = oneTable(expression, "delete from");
  checkWritable(context, table, "delete from");
  refuseUnknownOptions("Cannot delete", options, OPTIONS);
  const { catalog, pool } = context;
  const keys = await namingColumns(
    expression,
    () => keysOf(pool, expression),
  );
  const force = options.force ?? false;
  // Nobody is kept waiting while a person thinks: rows are locked only afterwards.
  const forceParts = options.forceParts ?? (force && table.master !== null);
  if (!force) checkOutside(pool);
  const shown = force
    ? null
    : await cascade({ catalog, session: pool, locks: false }, table, keys);
  if (shown !== null) confirm(context, shown, forceParts);
  // Rows of other tables may go with these.
  await context.observer.beforeChange?.();
  return await inTransaction(pool, async (session) => {
    const search = { catalog, session, locks: true };
    const doomed = await cascade(search, table, keys);
    const counts = countsOf(doomed);
    if (shown !== null) checkSame(countsOf(shown), counts);
    if (!forceParts) checkMasters(catalog, counts);
    await remove(catalog, session, doomed);
    await noteDeleted(catalog, session, counts);
    return counts;
  });
}

const OPTIONS = ["force", "forceParts"];

/** Rows that a person is asked about must not be locked while the person thinks. */
function checkOutside({ transactions }: Pool): void {
  if (!transactions?.isOpen) return;
  throw new SpyglassError(
    "Cannot delete: a transaction is open, in which nobody can be asked; pass { force: true } to delete without asking, or delete outside of it",
  );
}

/** DataJoint keeps a diary of what was deleted. */
async function noteDeleted(
  catalog: Catalog,
  session: Session,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  for (const [name, rows] of Object.entries(counts)) {
    const { schema } = catalog.tables.get(name)!;
    const event = `DELETE FROM ${name}: ${rows} rows`;
    await noteEvent(catalog, session, schema, event);
  }
}

function countsOf(doomed: Doomed): Record<string, number> {
  return Object.fromEntries(
    [...doomed].map(([name, keys]) => [name, keys.size] as const)
      .filter(([, rows]) => rows > 0),
  );
}

function confirm(
  context: QueryContext,
  doomed: Doomed,
  forceParts: boolean,
): void {
  const counts = countsOf(doomed);
  if (Object.keys(counts).length === 0) return;
  if (!forceParts) checkMasters(context.catalog, counts);
  const list = Object.entries(counts)
    .map(([name, rows]) => `${rows} of ${name}`).join(", ");
  const answer = context.ask(`Delete ${list}?`);
  if (answer === null) {
    throw new SpyglassError(
      `Cannot delete: nobody is here to be asked whether to delete ${list}; pass { force: true } to delete without asking`,
    );
  }
  if (!answer) {
    throw new CancelledError("Cannot delete: cancelled, nothing was changed");
  }
}

/** A master and its parts are one thing, which is not deleted by halves. */
function checkMasters(
  catalog: Catalog,
  counts: Readonly<Record<string, number>>,
): void {
  for (const name of Object.keys(counts)) {
    const part = catalog.tables.get(name)!;
    if (part.master === null || part.master in counts) continue;
    throw new SpyglassError(
      `Cannot delete: rows of the part table ${
        tableLabel(part)
      } would go and those of its master stay, wanted whole entries; delete from the master, or pass { forceParts: true }`,
    );
  }
}

function checkSame(
  shown: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): void {
  const names = new Set([...Object.keys(shown), ...Object.keys(found)]);
  const changed = [...names].find((name) => shown[name] !== found[name]);
  if (changed === undefined) return;
  throw new SpyglassError(
    `Cannot delete: ${changed} had ${shown[changed] ?? 0} rows to go and has ${
      found[changed] ?? 0
    } now, wanted what was agreed to; nothing was changed, run it again`,
  );
}

/** Tables whose rows nobody refers to any more go first. */
async function remove(
  catalog: Catalog,
  session: Session,
  doomed: Doomed,
): Promise<void> {
  const left = new Set(doomed.keys());
  while (left.size > 0) {
    const free = [...left].find((name) => !isReferredTo(catalog, name, left));
    const name = free ?? [...left][0]!;
    await removeFrom(catalog, session, name, doomed, free === undefined);
    left.delete(name);
  }
}

/** Rows that refer to others of their own table go with them, whatever the order, so those do not count. */
function isReferredTo(
  catalog: Catalog,
  name: string,
  by: ReadonlySet<string>,
): boolean {
  return (catalog.referredBy.get(name) ?? []).some(({ child }) =>
    child !== name && by.has(child)
  );
}

async function removeFrom(
  catalog: Catalog,
  session: Session,
  name: string,
  doomed: Doomed,
  isInCycle: boolean,
): Promise<void> {
  const table = catalog.tables.get(name)!;
  const keys = doomed.get(name)!;
  const all = Array.from({ length: keys.size }, (_, i) => keys.at(i));
  // The server checks row by row, and cannot see that the referring row goes in a moment. All that refer to these are
  // among the doomed, and locked: no check is lost.
  const unchecked = isInCycle ||
    table.foreignKeys.some(({ parent }) => parent === name);
  if (unchecked) await session.run("SET SESSION foreign_key_checks = 0");
  try {
    for (const where of whereTexts(table, all, { anyTimeZone: true })) {
      await session.run(`DELETE FROM ${name} WHERE ${where}`);
    }
  } finally {
    // The session may live on in a transaction of the user's.
    if (unchecked) await session.run("SET SESSION foreign_key_checks = 1");
  }
}
