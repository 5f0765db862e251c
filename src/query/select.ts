/**
 * The SELECT of a query, as a fragment.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import { type Fragment, fragment } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { allOf, type Condition } from "./condition.ts";
import { columnOf, tableLabel } from "./context.ts";

/** Which rows, in which order; immutable. */
export interface QueryState {
  readonly table: TableInfo;
  /** What was asked for, one after the other; `condition` is all of them. */
  readonly conditions: readonly Condition[];
  readonly condition: Condition;
  readonly order: readonly OrderTerm[];
  readonly limit: number | null;
  readonly offset: number | null;
  /** The rows to choose from, where they are themselves limited; `null`: the table's. */
  readonly from: QueryState | null;
}

/** One attribute to sort by. */
export interface OrderTerm {
  readonly name: string;
  readonly descending: boolean;
}

/** All rows of a table. */
export function wholeTable(table: TableInfo): QueryState {
  return {
    table,
    conditions: [],
    condition: allOf([]),
    order: [],
    limit: null,
    offset: null,
    from: null,
  };
}

/** The same rows with these conditions instead. */
export function restricted(
  state: QueryState,
  conditions: readonly Condition[],
): QueryState {
  return { ...state, conditions, condition: allOf(conditions) };
}

/** A query as a list of some attributes, to stand in `IN (…)`; the server allows no limit there but one level down. */
export function subselect(
  state: QueryState,
  names: readonly string[],
): Fragment {
  const list = names.map(columnName).join(", ");
  if (!isLimited(state)) return selectFragment({ ...state, order: [] }, list);
  return fragment(
    `SELECT ${list} FROM (`,
    selectFragment(state, list),
    ") AS `limited`",
  );
}

/** True where order and number decide which rows are given, so that no condition can say it. */
export function isLimited(state: QueryState): boolean {
  return state.limit !== null || state.offset !== null ||
    (state.from !== null && isLimited(state.from));
}

/** A state to choose from: what is left of a limited number of rows is not a limited number of what is left. */
export function unlimited(state: QueryState): QueryState {
  if (state.limit === null && state.offset === null) return state;
  return { ...wholeTable(state.table), order: state.order, from: state };
}

/**
 * At most so many of the rows, or the rows without the first so many.
 *
 * @throws {RangeError} The number is not a whole one.
 */
export function limited(
  state: QueryState,
  what: "limit" | "offset",
  count: number,
): QueryState {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(
      `Cannot set the ${what}: received ${count}, wanted a whole number, 0 or more`,
    );
  }
  const base = state[what] === null ? state : unlimited(state);
  return { ...base, [what]: count };
}

/**
 * Writes the SELECT.
 *
 * @param expressions What to select, as SQL text; each has a name of its own.
 */
export function selectFragment(
  state: QueryState,
  expressions: string,
): Fragment {
  return fragment(
    `SELECT ${expressions} FROM `,
    source(state),
    where(state.condition),
    orderBy(state.order),
    limit(state),
  );
}

/** `a, b desc` as terms; names are checked. */
export function orderTerms(
  table: TableInfo,
  texts: readonly string[],
): readonly OrderTerm[] {
  return texts.flatMap((text) => {
    const isColumn = (name: string) =>
      table.columns.some((column) => column.name === name);
    if (isColumn(text)) return [{ name: text, descending: false }];
    const [, written = text, direction] = TERM.exec(text) ?? [];
    const name = written.replace(
      /^`([^]*)`$/,
      (_, quoted: string) => quoted.replaceAll("``", "`"),
    );
    const descending = direction?.toLowerCase() === "desc";
    if (written === "KEY" && !isColumn("KEY")) {
      return table.primaryKey.map((key) => ({ name: key, descending }));
    }
    columnOf(table, name, `Cannot sort ${tableLabel(table)}`);
    return [{ name, descending }];
  });
}

const TERM = /^\s*([^]+?)(?:\s+(asc|desc))?\s*$/i;

function source(state: QueryState): Fragment {
  if (state.from === null) return fragment(state.table.fullName);
  // Not `*`, which leaves out invisible columns.
  const all = state.table.columns.map((column) => columnName(column.name));
  return fragment(
    "(",
    selectFragment(state.from, all.join(", ")),
    ") AS `limited`",
  );
}

function where(condition: Condition): Fragment {
  if (condition.constant === true) return fragment();
  return fragment(" WHERE ", condition.text);
}

function orderBy(order: readonly OrderTerm[]): Fragment {
  if (order.length === 0) return fragment();
  const terms = order.map(({ name, descending }) =>
    columnName(name) + (descending ? " DESC" : "")
  );
  return fragment(` ORDER BY ${terms.join(", ")}`);
}

/** The manual's own way to say "all from here on". */
const ALL_ROWS = "18446744073709551615";

function limit(state: QueryState): Fragment {
  if (state.limit === null && state.offset === null) return fragment();
  const text = ` LIMIT ${state.limit ?? ALL_ROWS}`;
  return fragment(
    state.offset === null ? text : `${text} OFFSET ${state.offset}`,
  );
}
