/**
 * Which logged rows rest on certain other rows: the question backwards.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import type { Key } from "../keys/key.ts";
import type { RowGraph } from "./row_graph.ts";
import type { TableRows } from "./table_rows.ts";
import { type Way, waysFrom } from "./why.ts";

/** The logged rows of one table, in two parts. */
export interface LoggedRows {
  readonly table: TableInfo;
  /** Rows from which one of the asked rows is reached. */
  readonly resting: readonly Key[];
  readonly others: readonly Key[];
}

/**
 * Parts the logged rows of a finished graph by whether they rest on one of these rows.
 *
 * @param table Full name of the table of the rows asked for.
 */
export function loggedResting(
  graph: RowGraph,
  table: string,
  keys: readonly Key[],
): LoggedRows[] {
  const marked = new Map<TableRows, Set<number>>();
  for (const rows of graph.tables) marked.set(rows, new Set());
  const asked = graph.get(table);
  for (const key of keys) {
    const index = asked?.keys.indexOf(key) ?? -1;
    if (asked?.isRow(index)) marked.get(asked)!.add(index);
  }
  const ways = [...graph.tables].flatMap((rows) => waysFrom(graph, rows));
  while (ways.some((way) => markBack(way, marked)));
  return [...graph.tables].map((rows) => parted(rows, marked.get(rows)!))
    .filter(({ resting, others }) => resting.length + others.length > 0);
}

/** Marks the rows from which a marked one is one step away. Gives false where nothing was new. */
function markBack(way: Way, marked: Map<TableRows, Set<number>>): boolean {
  const from = marked.get(way.from)!;
  const to = marked.get(way.to)!;
  let isNew = false;
  for (let at = 0; at < way.from.numbers.length; at++) {
    const index = way.from.numbers.at(at);
    if (from.has(index)) continue;
    for (const next of way.next(index)) {
      if (!to.has(next)) continue;
      from.add(index);
      isNew = true;
      break;
    }
  }
  return isNew;
}

function parted(rows: TableRows, marked: ReadonlySet<number>): LoggedRows {
  const resting: Key[] = [];
  const others: Key[] = [];
  for (let at = 0; at < rows.numbers.length; at++) {
    const index = rows.numbers.at(at);
    if (!rows.isLogged(index)) continue;
    (marked.has(index) ? resting : others).push(rows.keys.at(index));
  }
  return { table: rows.table, resting, others };
}
