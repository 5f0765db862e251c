/**
 * Which rows a read gave out, by their keys: those of its own table, and those of the queries that it was compared
 * with.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { keyExpression, keyText } from "../keys/key_column.ts";
import type { TableInfo } from "../schema/table.ts";
import { fragment } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { textCondition } from "./condition.ts";
import { columnOf } from "./context.ts";
import type { RowsRead } from "./observer.ts";
import {
  isLimited,
  type QueryState,
  restricted,
  selectFragment,
  wholeTable,
} from "./select.ts";
import { QUERY_STATE, tuple } from "./semijoin.ts";

/** The decoded key columns' expressions and how to make key texts of what they give. */
export function keyReader(table: TableInfo): {
  readonly expressions: readonly string[];
  readonly keyOf: (values: readonly unknown[]) => string[];
} {
  const columns = table.primaryKey.map((name) =>
    columnOf(table, name, "Cannot read a key")
  );
  return {
    expressions: columns.map(keyExpression),
    keyOf: (values) =>
      columns.map((column, i) => keyText(column, String(values[i]))),
  };
}

/** Rows of the queries that a condition compares with, as far as they took part. */
export async function partnersRead(
  session: Session,
  state: QueryState,
): Promise<RowsRead[]> {
  const found: RowsRead[] = [];
  const states: QueryState[] = [];
  for (let at: QueryState | null = state; at; at = at.from) states.push(at);
  const partners = states.flatMap((s) => s.condition.partners);
  for (const { query, own, theirs } of partners) {
    const partner = query[QUERY_STATE]().state;
    const names = own.map(columnName).join(", ") || "1 AS `one`";
    // A limited query cannot stand in IN by itself, but a derived table may.
    const took = fragment(
      own.length === 0 ? "EXISTS (" : `${tuple(theirs)} IN (`,
      `SELECT * FROM (`,
      selectFragment(state, names),
      ") AS `took_part`)",
    );
    const { expressions, keyOf } = keyReader(partner.table);
    const chosen: QueryState = isLimited(partner)
      ? { ...wholeTable(partner.table), from: partner }
      : { ...partner, order: [] };
    const taken = restricted(chosen, [
      ...chosen.conditions,
      textCondition(took),
    ]);
    const { rows } = await session.query(
      selectFragment(taken, expressions.join(", ")).toText(),
    );
    found.push({ table: partner.table, rows: { keys: rows.map(keyOf) } });
    found.push(...await partnersRead(session, taken));
  }
  return found;
}
