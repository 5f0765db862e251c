/**
 * The first rows of a result, by one of its values.
 *
 * @module
 */
import { compareCells, compareLists } from "./cells.ts";
import type { Made } from "./made_rows.ts";
import type { Limit } from "./statement.ts";

/** @param isByValue True where rows are told apart by nothing but their values, so that ties go by these. */
export function limited(
  rows: readonly Made[],
  { by, descending, count, offset }: Limit,
  isByValue: boolean,
): Made[] {
  const keyOf = (row: Made) => isByValue ? row.values : row.order;
  return rows.toSorted((a, b) =>
    (descending ? -1 : 1) * compareCells(a.values[by]!, b.values[by]!) ||
    compareLists(keyOf(a), keyOf(b))
  ).slice(offset, offset + count).map((row) => ({
    ...row,
    // Of rows that no key tells apart, any may be the one.
    why: new Set(
      rows.filter((other) => compareLists(keyOf(row), keyOf(other)) === 0)
        .flatMap(({ why }) => [...why]),
    ),
  }));
}
