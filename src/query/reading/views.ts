/**
 * Reads of views: their rows rest on those of tables that are not named.
 *
 * @module
 */
import { type Expression, partsOf } from "../expression/expression.ts";
import { lookedAt } from "../expression/looked_at.ts";
import type { ReadTicket } from "./observer.ts";

/** True where a view is read. */
export function hasViews(expression: Expression): boolean {
  return partsOf(expression).some((part) =>
    part.kind === "table" && part.table.isView
  );
}

/**
 * Full names of the views that are looked at. Of a query that reads none, see {@linkcode hasViews}, these are antijoins':
 * the rows that are given do not rest on theirs.
 */
export function viewsLookedAt(expression: Expression): readonly string[] {
  return lookedAt(expression).filter(({ isView }) => isView)
    .map(({ fullName }) => fullName);
}

/** What is shown under the rows of a read, of views or not. */
export function noteUnder({ logs, note }: ReadTicket, isOfViews: boolean) {
  return logs && isOfViews ? `${note} by the rows behind the view` : note;
}
