/**
 * Questions about rows that give none of them: nothing is logged.
 *
 * @module
 */
import { fragment } from "../sql/fragment.ts";
import type { QueryContext } from "./context.ts";
import { isLimited, type QueryState, selectFragment } from "./select.ts";
import { namingColumns } from "./unknown_column.ts";

/** How many rows a query has. */
export async function countRows(
  context: QueryContext,
  state: QueryState,
): Promise<number> {
  const sql = isLimited(state)
    ? fragment(
      "SELECT count(*) FROM (",
      selectFragment(state, "1 AS `one`"),
      ") AS `counted`",
    )
    : selectFragment({ ...state, order: [] }, "count(*)");
  const { rows } = await namingColumns(
    state,
    () => context.pool.query(sql.toText()),
  );
  return Number(rows[0]![0]);
}

/** True when a query has a row. */
export async function hasRows(
  context: QueryContext,
  state: QueryState,
): Promise<boolean> {
  const one = { ...state, limit: Math.min(state.limit ?? 1, 1) };
  const sql = selectFragment(one, "1").toText();
  const { rows } = await namingColumns(state, () => context.pool.query(sql));
  return rows.length > 0;
}
