/**
 * The parser's SELECT as our own tree.
 *
 * @module
 */
import { expressionOf } from "./expression.ts";
import type { Taking } from "./taking.ts";
import { aggregates } from "./looking.ts";
import {
  fromOf,
  type FromPlace,
  type ViewTree,
  type WithNames,
} from "./take_from.ts";
import { itemsOf } from "./take_items.ts";
import type { Masked } from "./masked.ts";
import { fieldsOf, identifier, listOf, tagOf, unknown } from "./node.ts";
import type { Node } from "./parser.ts";
import {
  type Expression,
  type Order,
  type QueryTree,
  type Select,
  type SetOperation,
} from "./tree.ts";
import { withNames } from "./take_with.ts";
import { Untraceable, untraceable } from "./untraceable.ts";
import { orderOfViews, sortedBy } from "./view_order.ts";
import type { Views } from "../views/views.ts";

/**
 * Makes the tree of a parsed statement, with those of views in it.
 *
 * @param used Is given the names of the views that it reads.
 */
export function treeOf(
  statement: Masked,
  query: Node,
  views: Views = new Map(),
  used: string[] = [],
): QueryTree {
  const ids = { last: 0 };
  const view = (name: string): ViewTree | null => {
    const found = views.get(name);
    if (found === undefined) return null;
    used.push(name);
    if (found instanceof Untraceable) throw ofView(name, found);
    const make = () =>
      queryOf({ ...found, names: new Map(), ids, view }, found.node);
    return {
      query: viewTree(name, make, found.columns),
      columns: found.columns,
    };
  };
  return queryOf({ statement, names: new Map(), ids, view }, query);
}

/** A view's order does not come out of a SELECT that reads it; where it limits, it is which rows there are. */
function viewTree(
  name: string,
  make: () => QueryTree,
  columns: readonly string[],
): QueryTree {
  let tree: QueryTree;
  try {
    tree = make();
  } catch (error) {
    throw error instanceof Untraceable ? ofView(name, error) : error;
  }
  if (tree.order.length === 0 || tree.limit !== null) {
    return { ...tree, ofView: name };
  }
  return {
    ...tree,
    order: [],
    ofView: name,
    sortedBy: sortedBy(tree, columns),
  };
}

function ofView(name: string, { message }: Untraceable): Untraceable {
  return new Untraceable(`the view ${name}, and in it ${message}`);
}

/** What a SELECT is taken apart in. */
interface Place {
  readonly statement: Masked;
  readonly names: WithNames;
  readonly ids: { last: number };
  readonly view: FromPlace["view"];
}

/** Takes a query apart. */
function queryOf(outer: Place, node: unknown): QueryTree {
  const fields = fieldsOf(node, ["with", "body", "order_by", "limit_clause"]);
  const { place, unread } = withNames(outer, fields.with, queryOf);
  const taking = takingIn(place);
  const body = bodyOf(place, fields.body);
  const order = orderOf(taking, fields.order_by);
  return {
    kind: "query",
    body,
    order: order.length > 0 ? order : orderOfViews(body),
    limit: limitOf(taking, fields.limit_clause),
    isCorrelated: false,
    unread: unread(),
  };
}

function takingIn(place: Place, windows: Taking["windows"] = NONE): Taking {
  const taking: Taking = {
    statement: place.statement,
    query: (node) => queryOf(place, node),
    expression: (node) => expressionOf(taking, node),
    windows,
  };
  return taking;
}

const NONE: Taking["windows"] = new Map();

function windowsOf(place: Place, nodes: unknown): Taking["windows"] {
  return new Map(
    listOf(nodes).map((node) => {
      const [name, window] = listOf(node);
      return [identifier(place.statement, name).toLowerCase(), window];
    }),
  );
}

function bodyOf(place: Place, node: unknown): QueryTree["body"] {
  const [tag, value] = tagOf(node);
  if (tag === "Query") return queryOf(place, value);
  if (tag === "Select") return selectOf(place, value as Node);
  if (tag !== "SetOperation") throw unknown(tag);
  const { left, op, set_quantifier, right } = fieldsOf(value, SET);
  const operator = OPERATORS[String(op)];
  if (operator === undefined) throw unknown(String(op));
  return {
    kind: "set",
    operator,
    all: set_quantifier === "All",
    left: wrapped(place, left),
    right: wrapped(place, right),
  };
}

const SET = ["left", "op", "set_quantifier", "right"];
const OPERATORS: Readonly<Record<string, SetOperation["operator"]>> = {
  Union: "union",
  Intersect: "intersect",
  Except: "except",
};

function wrapped(place: Place, node: unknown): QueryTree {
  const body = bodyOf(place, node);
  if (body.kind === "query") return body;
  return {
    kind: "query",
    body,
    order: [],
    limit: null,
    isCorrelated: false,
  };
}

function selectOf(place: Place, node: Node): Select {
  const fields = fieldsOf(node, SELECT);
  // All others, such as STRAIGHT_JOIN, say how rows are found, not which.
  if ((fields.select_modifiers as Node | undefined)?.sql_calc_found_rows) {
    throw untraceable("SQL_CALC_FOUND_ROWS", "use count()");
  }
  const taking = takingIn(place, windowsOf(place, fields.named_window));
  const one = (part: unknown) => part ? expressionOf(taking, part) : null;
  const items = itemsOf(taking, fields);
  const groupBy = groupsOf(taking, fields.group_by);
  const having = one(fields.having);
  return {
    kind: "select",
    distinct: fields.distinct === "Distinct",
    items,
    from: fromOf({ ...place, taking }, listOf(fields.from)),
    where: one(fields.selection),
    groupBy,
    having,
    isGrouped: groupBy.length > 0 || having !== null && aggregates(having) ||
      items.some(({ expression }) =>
        expression !== null && aggregates(expression)
      ),
    needsAll: false,
  };
}

const SELECT = [
  "select_token",
  "select_modifiers",
  "distinct",
  "projection",
  "from",
  "selection",
  "group_by",
  "having",
  "named_window",
  "flavor",
  "window_before_qualify",
];

function groupsOf(taking: Taking, node: unknown): readonly Expression[] {
  const [tag, value] = tagOf(node);
  const [expressions, modifiers] = listOf(value);
  if (tag !== "Expressions" || listOf(modifiers).length > 0) {
    throw unknown("a form of GROUP BY");
  }
  return listOf(expressions).map((part) => expressionOf(taking, part));
}

function orderOf(taking: Taking, node: unknown): readonly Order[] {
  if (!node) return [];
  const [tag, value] = tagOf(fieldsOf(node, ["kind"]).kind);
  if (tag !== "Expressions") throw unknown(tag);
  return listOf(value).map((term) => {
    const { expr, options } = fieldsOf(term, ["expr", "options"]);
    const { asc } = fieldsOf(options, ["asc"]);
    return {
      expression: expressionOf(taking, expr),
      descending: asc === false,
    };
  });
}

function limitOf(taking: Taking, node: unknown): QueryTree["limit"] {
  if (!node) return null;
  const [tag, value] = tagOf(node);
  const fields = fieldsOf(value, ["limit", "offset"]);
  if (tag === "OffsetCommaLimit") {
    const offset = number(taking, fields.offset);
    return { count: number(taking, fields.limit), offset };
  }
  const offset = fields.offset
    ? number(taking, (fields.offset as Node).value)
    : "0";
  if (!fields.limit) throw unknown("OFFSET without LIMIT");
  return { count: number(taking, fields.limit), offset };
}

function number(taking: Taking, node: unknown): string {
  const { literal } = expressionOf(taking, node);
  if (literal !== null && /^\d+$/.test(literal)) return literal;
  throw unknown("a LIMIT that is no number");
}
