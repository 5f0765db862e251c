/**
 * Of which table's columns a SELECT's own are, where the server does not say it: behind derived tables, WITH and UNION.
 *
 * @module
 */
import type { Catalog } from "../../schema/table.ts";
import type { Origin } from "../../query/expression/heading.ts";
import { masked } from "../tree/masked.ts";
import { type Output, outputsOf } from "./outputs.ts";
import { parsed } from "../tree/parser.ts";
import { resolve } from "./scope.ts";
import type { Piece } from "../../sql/tokens.ts";
import { treeOf } from "../tree/take.ts";
import { type QueryTree, selectsOf, sourceColumn } from "../tree/tree.ts";

/** For each column, the one that it is; `null` for what is computed. */
export type Origins = readonly (Origin | null)[];

/** Finds them in a tree whose names are resolved; none where a star hides them. */
export function originsOf(query: QueryTree): Origins {
  const all = selectsOf(query).map((select) =>
    outputsOf(select)?.map(originOf) ?? []
  );
  const [first = [], ...others] = all;
  return first.map((origin, at) =>
    others.every((other) => isLike(origin, other[at] ?? null)) ? origin : null
  );
}

/** Finds them in a statement; none where it cannot be taken apart. */
export async function originsIn(
  statement: readonly Piece[],
  catalog: Catalog,
): Promise<Origins> {
  try {
    const text = masked(statement);
    const tree = treeOf(text, await parsed(text));
    resolve(tree, catalog);
    return originsOf(tree);
  } catch {
    // What the server runs need not be understood here: values are then given as the server's types have them.
    return [];
  }
}

function originOf({ expression }: Output): Origin | null {
  const meaning = sourceColumn(expression);
  if (meaning === null) return null;
  const { source, column: name } = meaning;
  if (source.table !== null) return { table: source.table, column: name };
  const at = source.columns?.indexOf(name) ?? -1;
  return source.query === null ? null : originsOf(source.query)[at] ?? null;
}

/** The sides of a union may be of different tables, but not of different types. */
function isLike(a: Origin | null, b: Origin | null): boolean {
  if (a === null || b === null) return a === b;
  const [one, other] = [a, b].map(({ table, column }) =>
    table.columns.find(({ name }) => name === column)
  );
  return one?.kind === other?.kind && one?.store === other?.store &&
    (one?.store === null || a.table.schema === b.table.schema);
}
