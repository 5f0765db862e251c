/**
 * Calls of functions, aggregates and window functions.
 *
 * @module
 */
import { commas, type Taking } from "./taking.ts";
import { functionKind } from "./functions.ts";
import { fieldsOf, identifier, listOf, tagOf, unknown } from "./node.ts";
import type { Node } from "./parser.ts";
import { type Expression, ofParts, plain, type Window } from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/** Takes a call apart. */
export function callOf(taking: Taking, node: Node): Expression {
  const { name, args, over } = fieldsOf(node, CALL);
  const called = functionName(name);
  const kind = functionKind(called);
  if (kind === null) {
    throw untraceable(
      `${called}(), which may give something else each time or read tables by itself`,
      "put its value in with ${}, or read while no export is active",
    );
  }
  const [form, list] = tagOf(args);
  if (form !== "List") throw unknown(`${called} without parentheses`);
  const inside = argumentsOf(taking, called, list as Node);
  const call = ofParts([`${called.toUpperCase()}(`, ...inside, ")"]);
  if (!over) {
    if (kind === "window") throw unknown(`${called}() without OVER`);
    return { ...call, aggregate: kind === "aggregate" ? called : null };
  }
  const { window, parts } = windowOf(taking, over);
  return { ...plain(call, " OVER ", ...parts), window };
}

const CALL = ["name", "args", "over", "parameters"];

/** The name of a function may be a reserved word: LEFT, IF, REPLACE. */
function functionName(node: unknown): string {
  const [part] = listOf(node);
  const { value, quote_style } =
    (part as { Identifier?: { value?: string; quote_style?: string } })
      ?.Identifier ?? {};
  if (
    listOf(node).length === 1 && !quote_style && value && /^\w+$/.test(value)
  ) return value;
  throw untraceable(
    "a function of the user's own, which may read tables by itself",
    "put its value in with ${}, or read while no export is active",
  );
}

function argumentsOf(
  taking: Taking,
  called: string,
  node: Node,
): Expression["parts"] {
  const { duplicate_treatment, args, clauses } = fieldsOf(node, ARGUMENTS);
  const distinct = duplicate_treatment === "Distinct" ? ["DISTINCT "] : [];
  const nodes = listOf(args).map((arg) => tagOf(arg));
  if (nodes.some(([tag]) => tag !== "Unnamed")) throw unknown("an argument");
  if (nodes.length === 1 && nodes[0]![1] === "Wildcard") {
    if (called.toUpperCase() !== "COUNT") throw unknown(`${called}(*)`);
    return ["*"];
  }
  const values = nodes.map(([, value]) => {
    const [tag, expression] = tagOf(value);
    if (tag !== "Expr") throw unknown(tag);
    return expression;
  });
  const ends = listOf(clauses).flatMap((clause) => clauseOf(taking, clause));
  // The first argument of TIMESTAMPDIFF is a unit of time, not a column.
  if (/^timestamp(?:diff|add)$/i.test(called)) {
    const unit = JSON.stringify(values[0]).match(/"value":"([a-z]+)"/i)?.[1];
    if (unit === undefined) throw unknown(called);
    return [`${unit}, `, ...commas(taking, values.slice(1))];
  }
  return [...distinct, ...commas(taking, values), ...ends];
}

const ARGUMENTS = ["duplicate_treatment", "args", "clauses"];

/** ORDER BY and SEPARATOR of GROUP_CONCAT. */
function clauseOf(taking: Taking, node: unknown): Expression["parts"] {
  const [tag, value] = tagOf(node);
  if (tag === "OrderBy") return ordered(taking, listOf(value));
  if (tag !== "Separator") throw unknown(tag);
  return [" SEPARATOR ", taking.expression({ Value: value })];
}

function ordered(
  taking: Taking,
  terms: readonly unknown[],
): Expression["parts"] {
  if (terms.length === 0) return [];
  const parts = terms.flatMap((term, i) => {
    const { expr, options } = fieldsOf(term, ["expr", "options"]);
    const { asc } = fieldsOf(options, ["asc"]);
    const direction = asc === false ? " DESC" : "";
    return [i === 0 ? "" : ", ", taking.expression(expr), direction];
  });
  return [" ORDER BY ", ...parts];
}

function windowOf(
  taking: Taking,
  node: unknown,
): { window: Window; parts: Expression["parts"] } {
  const [tag, value] = tagOf(node);
  if (tag === "NamedWindow") {
    const name = identifier(taking.statement, value);
    const named = taking.windows.get(name.toLowerCase());
    if (named === undefined) throw unknown(`the window ${name}`);
    return windowOf(taking, named);
  }
  if (tag !== "WindowSpec") throw unknown(tag);
  const { partition_by, order_by, window_frame } = fieldsOf(value, SPEC);
  const partition = listOf(partition_by).map((part) => taking.expression(part));
  const sorting = ordered(taking, listOf(order_by));
  const by = partition.flatMap((part, i) => [i === 0 ? "" : ", ", part]);
  return {
    window: {
      partition,
      order: sorting.filter((part) =>
        typeof part === "object" && "parts" in part
      ),
    },
    parts: [
      "(",
      ...(by.length === 0 ? [] : ["PARTITION BY ", ...by]),
      ...sorting,
      window_frame ? frameText(window_frame as Node) : "",
      ")",
    ],
  };
}

const SPEC = ["partition_by", "order_by", "window_frame"];

function frameText(node: Node): string {
  const { units, start_bound, end_bound } = fieldsOf(node, FRAME);
  if (units !== "Rows" && units !== "Range") throw unknown(String(units));
  const start = boundText(start_bound);
  const text = end_bound
    ? `BETWEEN ${start} AND ${boundText(end_bound)}`
    : start;
  return ` ${units.toUpperCase()} ${text}`;
}

const FRAME = ["units", "start_bound", "end_bound"];

function boundText(node: unknown): string {
  if (node === "CurrentRow") return "CURRENT ROW";
  const [side, value] = Object.entries(node as Node)[0] ?? [];
  const word = { Preceding: "PRECEDING", Following: "FOLLOWING" }[side ?? ""];
  if (word === undefined) throw unknown("a frame of a window");
  if (value === undefined || value === null) return `UNBOUNDED ${word}`;
  const count = JSON.stringify(value).match(/"Number":\["(\d+)"/)?.[1];
  if (count === undefined) throw unknown("a frame of a window");
  return `${count} ${word}`;
}
