/**
 * Marks SELECTs whose values decide over rows. A count that is shown needs the rows that were counted for what is shown;
 * a count that decides which rows are shown needs all rows: with fewer of them, others would be shown. Queries of tables
 * have the same rule (`src/query/expression/deciding.ts`).
 *
 * @module
 */
import { isKeptByMoreRows } from "../../sql/growing_aggregate.ts";
import { allColumns, sharedNames } from "./columns.ts";
import { allLookersIn, lookersOf } from "./outputs.ts";
import {
  type Expression,
  type FromTree,
  onsOf,
  partsOf,
  type QueryTree,
  type Select,
  selectsOf,
  sourcesOf,
} from "../tree/tree.ts";

/** Marks what the conditions of a SELECT look at. */
export function markDeciding(select: Select): void {
  const conditions = [
    ...onsOf(select.from),
    ...(select.where ? [select.where] : []),
  ];
  for (const condition of conditions) markAll(select, condition);
  markShared(select.from);
  const { having } = select;
  if (having === null) return;
  for (const looker of lookersOf(select, having)) {
    if (looker !== select || !onlyGrows(select, having)) looker.needsAll = true;
  }
  markSubqueries(having);
}

function markAll(select: Select, condition: Expression): void {
  for (const looker of lookersOf(select, condition)) looker.needsAll = true;
  markSubqueries(condition);
}

/** What `IN (SELECT count(*) …)` compares with decides, too. */
function markSubqueries(condition: Expression): void {
  for (const part of partsOf(condition)) {
    if ("form" in part && part.form !== "exists") markOutputs(part.query);
  }
}

/** Marks what a query's values come from, where these are compared: also by INTERSECT and EXCEPT, row by row. */
export function markOutputs(query: QueryTree): void {
  for (const looker of allLookersIn(query)) looker.needsAll = true;
}

/** True where a SELECT of a query, however deep inside, was marked: with fewer rows the query may give more. */
export function mayGainByLess(query: QueryTree): boolean {
  return selectsOf(query).some((select) =>
    select.needsAll ||
    sourcesOf(select.from).some((source) =>
      source.query !== null && mayGainByLess(source.query)
    ) ||
    expressionsOf(select).some((expression) =>
      [...partsOf(expression)].some((part) =>
        "form" in part && mayGainByLess(part.query)
      )
    )
  );
}

function expressionsOf(select: Select): readonly Expression[] {
  const { from, where, having, items } = select;
  const conditions = [where, having].filter((condition) => condition !== null);
  const values = items.flatMap(({ expression }) => expression ?? []);
  return [...onsOf(from), ...conditions, ...values];
}

/** So do columns that a join makes one. */
function markShared(from: FromTree | null): void {
  if (from === null || from.kind === "source") return;
  markShared(from.left);
  markShared(from.right);
  const left = allColumns(from.left) ?? [];
  const right = allColumns(from.right) ?? [];
  const shared = sharedNames(from, left, right);
  for (const { name, source } of [...left, ...right]) {
    if (!shared.has(name.toLowerCase())) continue;
    const lookers = source.lookers.get(name.toLowerCase()) ?? [];
    for (const looker of lookers) looker.needsAll = true;
  }
}

/** True for a HAVING that more rows can only fulfil: `count(*) > 3`; see `growing_aggregate.ts`. */
function onlyGrows(select: Select, condition: Expression): boolean {
  const { logic, parts } = condition;
  const inner = parts.filter((part): part is Expression =>
    typeof part !== "string" && "parts" in part
  );
  if (logic === "and" || logic === "or" || logic === "same") {
    return inner.every((part) => onlyGrows(select, part));
  }
  if (!lookersOf(select, condition).includes(select)) return true;
  if (logic !== null || parts.length !== 3) return false;
  const [left, operator, right] = parts;
  if (typeof operator !== "string") return false;
  const sign = operator.trim();
  return grows(left, sign, right) || grows(right, REVERSED[sign] ?? "", left);
}

const REVERSED: Readonly<Record<string, string>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function grows(
  value: Expression["parts"][number] | undefined,
  sign: string,
  limit: Expression["parts"][number] | undefined,
): boolean {
  if (typeof limit !== "object" || !("parts" in limit)) return false;
  if (limit.literal === null) return false;
  const aggregate = aggregateOf(value);
  return aggregate !== null && isKeptByMoreRows(aggregate, sign);
}

/** The aggregate that an expression is, also by its alias. */
function aggregateOf(
  part: Expression["parts"][number] | undefined,
): string | null {
  if (typeof part !== "object") return null;
  if ("path" in part) {
    const { meaning } = part;
    return meaning && "item" in meaning && meaning.item.expression
      ? aggregateOf(meaning.item.expression)
      : null;
  }
  if (!("parts" in part)) return null;
  if (part.aggregate !== null) return part.aggregate;
  return part.parts.length === 1 ? aggregateOf(part.parts[0]) : null;
}
