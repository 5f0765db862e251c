/**
 * The SELECTs in the expressions of a SELECT, each with what its answer is used for.
 *
 * @module
 */
import { mayGainByLess } from "./deciding.ts";
import {
  type Expression,
  onsOf,
  type Order,
  type QueryTree,
  type Select,
  type Subquery,
} from "../tree/tree.ts";

/** One of them. */
export interface AskedSubquery {
  readonly subquery: Subquery;
  /** `positive`: a match lets a row pass. `value`: its answer is a value like any other. */
  readonly position: "positive" | "value";
  /** True where the answer decides which rows there are. */
  readonly decides: boolean;
}

/**
 * Finds them. Antijoins (`NOT IN`, `NOT EXISTS`) are left out: what they looked at is not needed to give again what they
 * gave. Not so where they count: of fewer rows, another count may take away what was given.
 */
export function subqueriesOf(select: Select): AskedSubquery[] {
  const found: AskedSubquery[] = [];
  for (const condition of onsOf(select.from)) {
    walk(found, condition, "positive", true);
  }
  if (select.where) walk(found, select.where, "positive", true);
  if (select.having) walk(found, select.having, "positive", true);
  for (const { expression } of select.items) {
    if (expression) walk(found, expression, "value", false);
  }
  for (const expression of select.groupBy) {
    walk(found, expression, "value", false);
  }
  return found;
}

/** Likewise those that rows are sorted by which come out: the order is seen. */
export function subqueriesInOrder(query: QueryTree): AskedSubquery[] {
  const found: AskedSubquery[] = [];
  for (const { expression } of outermostOrder(query)) {
    walk(found, expression, "value", false);
  }
  return found;
}

function outermostOrder({ order, body }: QueryTree): readonly Order[] {
  return order.length > 0 || body.kind !== "query"
    ? order
    : outermostOrder(body);
}

type Position = "positive" | "negative" | "value";

function walk(
  found: AskedSubquery[],
  { parts, logic }: Expression,
  position: Position,
  decides: boolean,
): void {
  const inner = logic === "not"
    ? opposite(position)
    // As a view of MySQL has `NOT IN`. What is unknown is not false: that lets no row pass, and is told by all rows.
    : logic === "false"
    ? position === "positive" ? "negative" : "value"
    : logic === null && !isOnlySubquery(parts)
    ? "value"
    : position;
  for (const part of parts) {
    if (typeof part === "string") continue;
    if ("parts" in part) walk(found, part, inner, decides);
    else if ("form" in part) asked(found, part, inner, decides);
  }
}

function asked(
  found: AskedSubquery[],
  subquery: Subquery,
  position: Position,
  decides: boolean,
): void {
  for (const left of subquery.left) walk(found, left, "value", decides);
  const asks = subquery.form === "scalar" || subquery.form === "all"
    ? "value"
    : subquery.negated
    ? opposite(position)
    : position;
  if (asks !== "negative") found.push({ subquery, position: asks, decides });
  else if (mayGainByLess(subquery.query)) {
    found.push({ subquery, position: "value", decides });
  }
}

/** `EXISTS (…)` and `x IN (…)` stand alone in their expression. */
function isOnlySubquery(parts: Expression["parts"]): boolean {
  const [only] = parts;
  return parts.length === 1 && typeof only === "object" && "form" in only;
}

function opposite(position: Position): Position {
  if (position === "value") return "value";
  return position === "positive" ? "negative" : "positive";
}
