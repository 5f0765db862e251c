/**
 * The rows of a grid in their order, by their keys: the server sorts and filters once, and a page far down costs no
 * more than the first one.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Key } from "../../keys/key.ts";
import { whereTexts } from "../../keys/where.ts";
import {
  allOf,
  type Condition,
  constant,
  textCondition,
} from "../../query/condition/condition.ts";
import { keyReader } from "../../query/reading/rows_read.ts";
import { selectText } from "../../query/expression/block.ts";
import { compile } from "../../query/expression/compile.ts";
import {
  type Expression,
  type OrderTerm,
  restrict,
  type Sorted,
  sorted,
  tableRows,
} from "../../query/expression/expression.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fragment } from "../../sql/fragment.ts";

/** What a grid shows, as conditions and an order. */
export interface GridRowsWanted {
  readonly table: TableInfo;
  /** Filter, and what was logged. */
  readonly condition: Condition;
  readonly order: readonly OrderTerm[];
  /** The only rows there may be; `null`: all of the table's. */
  readonly only: readonly Key[] | null;
}

/** Rows in their order. */
export interface GridIndex {
  readonly total: number;
  /** `null` where the table's rows have no keys, or there are too many: pages are then counted off by the server. */
  readonly keys: readonly Key[] | null;
  /** The rows in their order; all of the table's where `keys` say which they are. */
  readonly state: Sorted;
}

/** Looks up which rows there are, and sorts them. */
export async function gridIndex(
  session: Session,
  wanted: GridRowsWanted,
): Promise<GridIndex> {
  const { table, condition, order, only } = wanted;
  const isPlain = condition.constant === true && order.length === 0;
  if (only !== null && isPlain && only.length > FEW_KEYS) {
    const state = orderedBy(wanted, [condition]);
    return { total: only.length, keys: only, state };
  }
  const state = stateOf(wanted);
  const total = await countOf(session, { ...state, order: [] });
  const isListed = table.primaryKey.length > 0 && !table.isView &&
    total <= MOST_KEYS;
  if (!isListed) return { total, keys: null, state };
  const { expressions, keyOf } = keyReader(table);
  const named = expressions.map((text, at) => `${text} AS \`key ${at}\``);
  const rows = await session.texts(
    selectOf(state, named.join(", ")),
  );
  const keys = rows.map((row) => keyOf(row));
  return { total: keys.length, keys, state };
}

/** How many rows there are. */
export async function countOf(
  session: Session,
  rows: Expression,
): Promise<number> {
  const [row] = await session.texts(selectOf(rows, "COUNT(*)"));
  return Number(row![0]);
}

/** The SELECT of some columns of one table's rows. */
export function selectOf(rows: Expression, list: string): string {
  return selectText(compile(rows), fragment(list)).toText();
}

/** The condition that holds for just these rows. */
export function keysCondition(
  table: TableInfo,
  keys: readonly Key[],
): Condition {
  if (keys.length === 0) return constant(false);
  const texts = whereTexts(table, keys, { anyTimeZone: true });
  return textCondition(
    fragment(
      texts.length === 1
        ? `(${texts[0]})`
        : `(${texts.map((text) => `(${text})`).join("OR")})`,
    ),
  );
}

/** More keys than these are not kept. */
const MOST_KEYS = 300_000;
/** Characters of a condition: packets of a server have a limit. */
const LONGEST = 4_000_000;

/** So many keys are sorted by the server, too. */
const FEW_KEYS = 20_000;

function stateOf(wanted: GridRowsWanted): Sorted {
  const { table, condition, only } = wanted;
  const conditions = [condition];
  if (only !== null) conditions.push(keysCondition(table, only));
  const { text } = allOf(conditions);
  if (text.toText().length > LONGEST) {
    throw new RangeError(
      `Cannot show these rows of ${table.fullName}: the condition that tells them has more than ${LONGEST} characters, wanted a shorter one; show all rows of the table, or sort and filter them in a cell`,
    );
  }
  return orderedBy(wanted, conditions);
}

function orderedBy(
  { table, order }: GridRowsWanted,
  conditions: readonly Condition[],
): Sorted {
  const ordered = [
    ...order,
    // One order, whatever page is asked for.
    ...table.primaryKey.filter((name) =>
      order.every((term) => term.name !== name)
    ).map((name) => ({ name, descending: false })),
  ];
  return sorted(restrict(tableRows(table), conditions), ordered);
}
