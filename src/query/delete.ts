/**
 * Deleting rows, and all rows that refer to them.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { CancelledError, SpyglassError } from "../errors.ts";
import { KeySet } from "../keys/key_set.ts";
import { whereTexts } from "../keys/where.ts";
import type { ForeignKey, TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import type { QueryContext } from "./context.ts";
import { checkWritable } from "./insert.ts";
import { keyReader } from "./read.ts";
import { type QueryState, selectFragment } from "./select.ts";

/** How rows are deleted. */
export interface DeleteOptions {
  /** Do not ask. @default {false} */
  readonly force?: boolean;
}

/**
 * Deletes rows in one transaction, those that refer to them first.
 *
 * @returns Table → how many of its rows went.
 */
export async function deleteRows(
  context: QueryContext,
  state: QueryState,
  options: DeleteOptions,
): Promise<Record<string, number>> {
  checkWritable(context, state.table, "delete from");
  return await inTransaction(context.pool, async (session) => {
    const doomed = await cascade(context, session, state);
    const counts = Object.fromEntries(
      [...doomed].map(([name, keys]) => [name, keys.size] as const)
        .filter(([, rows]) => rows > 0),
    );
    if (Object.keys(counts).length > 0) {
      confirm(context, counts, options);
      await remove(context, session, doomed);
    }
    return counts;
  });
}

/** Full name → keys to delete. */
type Doomed = Map<string, KeySet>;

async function cascade(
  context: QueryContext,
  session: Session,
  state: QueryState,
): Promise<Doomed> {
  const { expressions, keyOf } = keyReader(state.table);
  if (expressions.length === 0) throw withoutKey(state.table);
  const { rows } = await session.query(
    selectFragment(state, expressions.join(", ")).toText(),
  );
  const doomed: Doomed = new Map();
  let fresh = new Map([[state.table.fullName, rows.map(keyOf)]]);
  while (fresh.size > 0) {
    const next = new Map<string, string[][]>();
    for (const [name, keys] of fresh) {
      const table = context.catalog.tables.get(name)!;
      const set = doomed.get(name) ?? new KeySet(table.primaryKey.length);
      doomed.set(name, set);
      const added = keys.filter((key) => set.indexOf(key) < 0);
      for (const key of added) set.add(key);
      if (added.length === 0) continue;
      for (const foreign of context.catalog.referredBy.get(name) ?? []) {
        const children = await referring(
          context,
          session,
          table,
          foreign,
          added,
        );
        next.set(foreign.child, [
          ...next.get(foreign.child) ?? [],
          ...children,
        ]);
      }
    }
    fresh = next;
  }
  return doomed;
}

async function referring(
  context: QueryContext,
  session: Session,
  parent: TableInfo,
  foreign: ForeignKey,
  keys: readonly (readonly string[])[],
): Promise<string[][]> {
  const child = context.catalog.tables.get(foreign.child)!;
  const { expressions, keyOf } = keyReader(child);
  if (expressions.length === 0) throw withoutKey(child);
  const columns = foreign.columns.map(quoteName).join(", ");
  const found: string[][] = [];
  for (const where of whereTexts(parent, keys)) {
    const { rows } = await session.query(
      `SELECT ${
        expressions.join(", ")
      } FROM ${child.fullName} WHERE (${columns}) IN (SELECT ${
        foreign.parentColumns.map(quoteName).join(", ")
      } FROM ${parent.fullName} WHERE ${where})`,
    );
    found.push(...rows.map(keyOf));
  }
  return found;
}

function confirm(
  context: QueryContext,
  counts: Record<string, number>,
  options: DeleteOptions,
): void {
  if (options.force) return;
  const list = Object.entries(counts).map(([name, rows]) =>
    `${rows} of ${name}`
  ).join(", ");
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

/** Tables whose rows nobody refers to any more go first; a cycle is left to the server to refuse. */
async function remove(
  context: QueryContext,
  session: Session,
  doomed: Doomed,
): Promise<void> {
  const left = new Map(doomed);
  while (left.size > 0) {
    const free = [...left.keys()].filter((name) =>
      (context.catalog.referredBy.get(name) ?? []).every((key) =>
        key.child === name || !left.has(key.child)
      )
    );
    const names = free.length > 0 ? free : [...left.keys()].slice(0, 1);
    for (const name of names) {
      const table = context.catalog.tables.get(name)!;
      const keys = left.get(name)!;
      const all = Array.from({ length: keys.size }, (_, i) => keys.at(i));
      for (const where of whereTexts(table, all)) {
        await session.run(`DELETE FROM ${name} WHERE ${where}`);
      }
      left.delete(name);
    }
  }
}

function withoutKey(table: TableInfo): SpyglassError {
  return new SpyglassError(
    `Cannot delete: ${table.fullName} has no primary key, wanted one to say which rows go`,
  );
}
