/**
 * The order of sorted views: servers give it to who reads one without sorting, and so do we.
 *
 * @module
 */
import {
  type Expression,
  type Item,
  onlyColumn,
  type Order,
  plain,
  type QueryTree,
  selectsOf,
  type SortedBy,
  sourcesOf,
} from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/**
 * By which of its columns a view is sorted.
 *
 * @param columns Its columns' names.
 * @returns `null` where it is sorted by what it does not give.
 */
export function sortedBy(
  view: QueryTree,
  columns: readonly string[],
): SortedBy | null {
  const { items } = selectsOf(view)[0]!;
  const sorted = view.order.map(({ expression, descending }) => ({
    column: columns[placeOf(items, expression)],
    descending,
  }));
  return sorted.every(({ column }) => column !== undefined)
    ? sorted as SortedBy
    : null;
}

/** What a SELECT is sorted by where it says nothing itself: who groups gives rows of his own. */
export function orderOfViews(body: QueryTree["body"]): readonly Order[] {
  if (body.kind !== "select" || body.isGrouped) return [];
  return sourcesOf(body.from).flatMap(({ query, alias }) => {
    const sorted = query?.sortedBy;
    if (sorted === undefined) return [];
    if (sorted === null || body.distinct) throw orderLost(query!.ofView!);
    return sorted.map(({ column, descending }) => ({
      expression: plain({ path: [alias!, column], meaning: null }),
      descending,
    }));
  });
}

/** Which item it is: by its place, by its name, or because it says the same; -1 where it is none. */
function placeOf(items: readonly Item[], by: Expression): number {
  if (by.literal !== null) return Number(by.literal) - 1;
  const path = onlyColumn(by)?.path;
  return items.findIndex(({ alias, expression }) => {
    if (expression === null) return false;
    if (path?.length === 1) return path[0] === alias;
    // What we sort by has no schema; what servers write may have one.
    const own = onlyColumn(expression)?.path;
    return path && own
      ? own.slice(-path.length).join("\0") === path.join("\0")
      : JSON.stringify(expression.parts) === JSON.stringify(by.parts);
  });
}

function orderLost(view: string): Error {
  return untraceable(
    `the view ${view}, which is sorted: its order would be lost`,
    "sort what you read of it (orderBy, ORDER BY)",
  );
}
