/**
 * Which rows must go with others: all that refer to them, and all that refer to those.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { SpyglassError } from "../../errors.ts";
import { KeySet } from "../../keys/key_set.ts";
import { whereTexts } from "../../keys/where.ts";
import type { Catalog, ForeignKey, TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { keyReader } from "../reading/rows_read.ts";
import { fragment } from "../../sql/fragment.ts";
import { selectText } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import { baseOf, type Expression } from "../expression/expression.ts";

/** Full name → keys of the rows that go. */
export type Doomed = ReadonlyMap<string, KeySet>;

/** Keys of one table's rows. */
type Keys = readonly (readonly string[])[];

/** The keys of the rows of a query of one table. */
export async function keysOf(
  session: Session,
  expression: Expression,
): Promise<Keys> {
  const { expressions, keyOf } = reader(baseOf(expression)!);
  const list = fragment(expressions.join(", "));
  const { rows } = await session.query(
    selectText(compile(expression), list).toText(),
  );
  return rows.map(keyOf);
}

/** Where rows that refer to others are looked for. */
export interface Search {
  readonly catalog: Catalog;
  readonly session: Session;
  /**
   * True to lock every row as it is found. Nobody can then add a row that refers to one of them, and those that somebody
   * added before are found.
   */
  readonly locks: boolean;
}

/** Finds the rows that refer to these, directly or not. */
export async function cascade(
  search: Search,
  root: TableInfo,
  keys: Keys,
): Promise<Doomed> {
  const { catalog, session, locks } = search;
  const doomed = new Map<string, KeySet>();
  let fresh = new Map<string, Keys>([[root.fullName, keys]]);
  while (fresh.size > 0) {
    const next = new Map<string, Keys>();
    for (const [name, found] of fresh) {
      const table = catalog.tables.get(name)!;
      const added = addTo(doomed, table, found);
      if (added.length === 0) continue;
      if (locks) await lockRows(session, table, added);
      for (const foreign of catalog.referredBy.get(name) ?? []) {
        const rows = await referring(search, foreign, added);
        if (rows.length === 0) continue;
        const { child } = foreign;
        next.set(child, [...next.get(child) ?? [], ...rows]);
      }
    }
    fresh = next;
  }
  return doomed;
}

function addTo(
  doomed: Map<string, KeySet>,
  table: TableInfo,
  keys: Keys,
): Keys {
  const set = doomed.get(table.fullName) ??
    new KeySet(table.primaryKey.length);
  doomed.set(table.fullName, set);
  const added: (readonly string[])[] = [];
  for (const key of keys) {
    if (set.indexOf(key) >= 0) continue;
    set.add(key);
    added.push(key);
  }
  return added;
}

async function lockRows(
  session: Session,
  table: TableInfo,
  keys: Keys,
): Promise<void> {
  for (const where of whereTexts(table, keys, { anyTimeZone: true })) {
    await session.query(
      `SELECT count(*) FROM ${table.fullName} WHERE ${where} FOR UPDATE`,
    );
  }
}

/** The keys of the rows that refer to these by a foreign key. */
async function referring(
  { catalog, session, locks }: Search,
  foreign: ForeignKey,
  keys: Keys,
): Promise<string[][]> {
  const parent = catalog.tables.get(foreign.parent)!;
  const child = catalog.tables.get(foreign.child)!;
  // A table without a key is in the way only where one of its rows refers.
  const { expressions, keyOf } = child.primaryKey.length > 0
    ? keyReader(child)
    : { expressions: ["1"], keyOf: () => refuseKeyless(child) };
  const columns = foreign.columns.map(quoteName).join(", ");
  const parentColumns = foreign.parentColumns.map(quoteName).join(", ");
  const found: string[][] = [];
  for (const where of whereTexts(parent, keys, { anyTimeZone: true })) {
    const { rows } = await session.query(
      `SELECT ${
        expressions.join(", ")
      } FROM ${child.fullName} WHERE (${columns}) IN (SELECT ${parentColumns} FROM ${parent.fullName} WHERE ${where})${
        locks ? " FOR UPDATE" : ""
      }`,
    );
    for (const row of rows) found.push(keyOf(row));
  }
  return found;
}

function reader(table: TableInfo): ReturnType<typeof keyReader> {
  return table.primaryKey.length > 0 ? keyReader(table) : refuseKeyless(table);
}

function refuseKeyless(table: TableInfo): never {
  throw new SpyglassError(
    `Cannot delete: ${table.fullName} has no primary key, wanted one to say which rows go`,
  );
}
