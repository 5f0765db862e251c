/**
 * The parser's FROM as our own.
 *
 * @module
 */
import { fullName } from "../../sql/identifier.ts";
import {
  fieldsOf,
  identifier,
  listOf,
  objectName,
  tagOf,
  unknown,
} from "./node.ts";
import type { Node } from "./parser.ts";
import type { Taking } from "./taking.ts";
import type { FromTree, Join, QueryTree, Source } from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/** The names of WITH that hold somewhere. */
export type WithNames = ReadonlyMap<
  string,
  { readonly columns: readonly string[]; readonly make: () => QueryTree }
>;

/** What a view stands for. */
export interface ViewTree {
  readonly query: QueryTree;
  readonly columns: readonly string[];
}

/** What a FROM is taken apart in. */
export interface FromPlace {
  readonly taking: Taking;
  readonly names: WithNames;
  /** Each table gets a number. */
  readonly ids: { last: number };
  /** The tree of a view, by its full name; `null` where it is none, or not known. */
  readonly view: (name: string) => ViewTree | null;
}

/** Takes a FROM apart; a comma is a join without a condition. */
export function fromOf(
  place: FromPlace,
  nodes: readonly unknown[],
): FromTree | null {
  return nodes.map((node) => tableWithJoins(place, node)).reduce<
    FromTree | null
  >(
    (left, right) =>
      left === null || right === null ? left ?? right : join({ left, right }),
    null,
  );
}

function tableWithJoins(
  place: FromPlace,
  node: unknown,
): FromTree | null {
  const { relation, joins } = fieldsOf(node, ["relation", "joins"]);
  let tree = relationOf(place, relation);
  for (const part of listOf(joins)) {
    const fields = fieldsOf(part, ["relation", "join_operator"]);
    const right = relationOf(place, fields.relation);
    if (tree === null || right === null) throw unknown("a join with DUAL");
    tree = joined(place.taking, tree, right, fields.join_operator);
  }
  return tree;
}

function relationOf(
  place: FromPlace,
  node: unknown,
): FromTree | null {
  const [tag, value] = tagOf(node);
  if (tag === "Table") return tableOf(place, value as Node);
  if (tag === "Derived") return derivedOf(place, value as Node);
  if (tag === "NestedJoin") {
    const { table_with_joins } = fieldsOf(value, ["table_with_joins"]);
    return tableWithJoins(place, table_with_joins);
  }
  throw untraceable(`${tag} in FROM`, "read the tables that it looks at");
}

function tableOf(place: FromPlace, node: Node): Source | null {
  // Hints say how rows are found, not which.
  const { name, alias } = fieldsOf(node, ["name", "alias", "index_hints"]);
  const path = listOf(name).length === 1 && isDual(name)
    ? ["dual"]
    : objectName(place.taking.statement, name);
  if (path.length === 1 && /^dual$/i.test(path[0]!)) return null;
  const { name: called, columns } = aliasOf(place, alias);
  if (columns.length > 0) throw unknown("names of columns behind a table");
  const named = path.length === 1 ? place.names.get(path[0]!) : undefined;
  const view = viewOf(place, path);
  return source(place, {
    path: named ? null : path,
    alias: called ?? path.at(-1)!,
    query: named?.make() ?? view?.query ?? null,
    renamed: named?.columns ?? view?.columns ?? [],
  });
}

function viewOf(
  { view }: FromPlace,
  path: readonly string[],
): ViewTree | null {
  const [schema, name] = path;
  return path.length === 2 ? view(fullName(schema!, name!)) : null;
}

function isDual(name: unknown): boolean {
  return JSON.stringify(name).toLowerCase().includes('"value":"dual"');
}

function derivedOf(place: FromPlace, node: Node): Source {
  const { lateral, subquery, alias } = fieldsOf(node, DERIVED);
  if (lateral === true) {
    throw untraceable(
      "LATERAL, whose rows are others for each row beside it",
      "write it as a join with a condition, or as a subquery in SELECT",
    );
  }
  const { name, columns } = aliasOf(place, alias);
  if (name === null) throw unknown("a derived table without a name");
  return source(place, {
    path: null,
    alias: name,
    query: place.taking.query(subquery),
    renamed: columns,
  });
}

const DERIVED = ["lateral", "subquery", "alias"];

function aliasOf(
  { taking: { statement } }: FromPlace,
  node: unknown,
): { name: string | null; columns: readonly string[] } {
  if (!node) return { name: null, columns: [] };
  const { name, columns } = fieldsOf(node, ["name", "columns", "explicit"]);
  return {
    name: identifier(statement, name),
    columns: listOf(columns).map((column) =>
      identifier(statement, (column as Node).name)
    ),
  };
}

function source(
  { ids }: FromPlace,
  facts: Pick<Source, "path" | "alias" | "query" | "renamed">,
): Source {
  return {
    kind: "source",
    id: `~t${++ids.last}`,
    table: null,
    columns: null,
    lookers: new Map(),
    ...facts,
  };
}

function join(
  facts: Pick<Join, "left" | "right"> & Partial<Join>,
): Join {
  return {
    kind: "join",
    type: "cross",
    natural: false,
    using: [],
    on: null,
    ...facts,
  };
}

const TYPES: Readonly<Record<string, Join["type"]>> = {
  Join: "inner",
  Inner: "inner",
  CrossJoin: "cross",
  StraightJoin: "inner",
  Left: "left",
  LeftOuter: "left",
  Right: "right",
  RightOuter: "right",
};

function joined(
  taking: Taking,
  left: FromTree,
  right: FromTree,
  operator: unknown,
): Join {
  const [tag, constraint] = tagOf(operator);
  const type = TYPES[tag];
  if (type === undefined) throw unknown(tag);
  const [form, value] = constraint ? tagOf(constraint) : ["None", null];
  switch (form) {
    case "None":
      return join({ left, right, type: type === "inner" ? "cross" : type });
    case "Natural":
      return join({ left, right, type, natural: true });
    case "On": {
      // A cross join with a condition is an inner one.
      const on = taking.expression(value);
      return join({ left, right, type: type === "cross" ? "inner" : type, on });
    }
    case "Using": {
      const using = listOf(value).map((name) =>
        objectName(taking.statement, name).join(".")
      );
      return join({ left, right, type, using });
    }
    default:
      throw unknown(form);
  }
}
