/**
 * The parser's WITH: names for queries, each taken apart where a FROM uses it.
 *
 * @module
 */
import type { Masked } from "./masked.ts";
import { fieldsOf, identifier, listOf } from "./node.ts";
import type { Node } from "./parser.ts";
import type { WithNames } from "./take_from.ts";
import type { QueryTree } from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/** Where a WITH stands. */
interface WithPlace {
  readonly statement: Masked;
  readonly names: WithNames;
}

/** What a WITH leaves behind. */
interface Named<Place> {
  /** Where its names hold. */
  readonly place: Place;
  /** When all else was taken apart: the queries that nothing used. */
  readonly unread: () => readonly QueryTree[];
}

/**
 * Takes a WITH apart.
 *
 * @param queryOf Takes a query apart.
 */
export function withNames<Place extends WithPlace>(
  place: Place,
  node: unknown,
  queryOf: (place: Place, node: unknown) => QueryTree,
): Named<Place> {
  if (!node) return { place, unread: () => [] };
  const { recursive, cte_tables } = fieldsOf(node, WITH);
  if (recursive === true) {
    throw untraceable(
      "WITH RECURSIVE, whose rows cannot be told from its result",
      "read the tables that it looks at, or read while no export is active",
    );
  }
  const used = new Set<() => QueryTree>();
  const all: (() => QueryTree)[] = [];
  let names = place.names;
  for (const table of listOf(cte_tables)) {
    const { alias, query } = fieldsOf(table, CTE);
    const { name, columns } = fieldsOf(alias, ["name", "columns", "explicit"]);
    const inside = { ...place, names };
    const make = () => {
      used.add(make);
      return queryOf(inside, query);
    };
    all.push(make);
    const called = identifier(place.statement, name);
    refuseHidden(place, called);
    names = new Map(names).set(called, {
      columns: listOf(columns).map((column) =>
        identifier(place.statement, (column as Node).name)
      ),
      make,
    });
  }
  // The last one first: it uses those before it.
  const unread = () =>
    all.toReversed().flatMap((make) => used.has(make) ? [] : [make()]);
  return { place: { ...place, names }, unread };
}

/** Of two that have a name, each server takes another one, and not everywhere the same. */
function refuseHidden({ names }: WithPlace, called: string): void {
  const small = called.toLowerCase();
  const isTaken = [...names.keys()].some((name) =>
    name.toLowerCase() === small
  );
  if (!isTaken) return;
  throw untraceable(
    `the name ${called} of a WITH, which a WITH around it has, too`,
    "give it another name",
  );
}

const WITH = ["with_token", "recursive", "cte_tables"];
const CTE = ["alias", "query", "closing_paren_token"];
