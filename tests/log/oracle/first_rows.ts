/**
 * The first rows of a relation in an order.
 *
 * @module
 */
import { elsewhere } from "./needed_rows.ts";
import { type Cell, keyNames, type Relation } from "./relation.ts";

/** What to sort by. */
export interface Order {
  readonly name: string;
  readonly descending: boolean;
}

/** The first rows in an order; the key decides what the order leaves open. */
export function first(
  input: Relation,
  order: readonly Order[],
  limit: number | null,
  offset: number,
): Relation {
  const terms = [
    ...order,
    ...keyNames(input).map((name) => ({ name, descending: false })),
  ];
  const rows = input.rows.toSorted((a, b) => {
    for (const { name, descending } of terms) {
      const way = compare(a.cells[name]!, b.cells[name]!);
      if (way !== 0) return descending ? -way : way;
    }
    return 0;
  });
  return {
    ...input,
    attributes: input.attributes.map(elsewhere),
    rows: rows.slice(offset, limit === null ? undefined : offset + limit),
  };
}

/** NULL comes first. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
