/**
 * Values that look at many rows and decide over others: a count that is compared, a rank. With fewer of the rows that
 * they looked at, other rows would be given, so that all of these are needed; of a value that is only shown, those of
 * the rows that are given. `db.sql` has the same rule (`src/select/trace/deciding.ts`).
 *
 * @module
 */
import type { Condition, Partner } from "../condition/condition.ts";
import { isKeptByMoreRows } from "../../sql/growing_aggregate.ts";
import { comparedNames, limitedName } from "./compared_names.ts";
import {
  type Aggregated,
  type Expression,
  type Item,
  partsOf,
  type Projected,
  type Restricted,
  textsOf,
} from "./expression.ts";

/** The expressions of which all rows are needed, since a value that looks at many of them decides. */
export function decidingInputs(
  expression: Expression,
): ReadonlySet<Expression> {
  let found = DECIDING.get(expression);
  if (found === undefined) {
    const inputs: Found = new Set();
    if (isAnyLookingAtMany(expression)) visit(expression, NONE, inputs);
    DECIDING.set(expression, found = inputs);
  }
  return found;
}

/** A read asks for them several times. */
const DECIDING = new WeakMap<Expression, ReadonlySet<Expression>>();

/** Also among the rows that an antijoin looks for. */
function isAnyLookingAtMany(expression: Expression): boolean {
  return partsOf(expression).some((part) =>
    looksAtMany(part) ||
    textsOf(part).some(({ lookedAt }) =>
      lookedAt.some(({ expression }) => isAnyLookingAtMany(expression))
    )
  );
}

/** Names of attributes that decide. */
type Names = ReadonlySet<string>;
type Found = Set<Expression>;

const NONE: Names = new Set();

function looksAtMany(part: Expression): boolean {
  return part.kind === "aggregated" ||
    part.kind === "projected" &&
      part.items.some(({ value }) => value?.hasWindow);
}

function visit(expression: Expression, names: Names, found: Found): void {
  switch (expression.kind) {
    case "table":
      return;
    case "restricted":
      return visitRestricted(expression, names, found);
    case "projected":
    case "aggregated":
      return visitItems(expression, names, found);
    case "joined": {
      // What both sides have decides which of their rows are pairs.
      const all = names.union(new Set(expression.shared));
      visit(expression.left, all, found);
      return visit(expression.right, all, found);
    }
    case "united":
      visit(expression.left, names, found);
      return visit(expression.right, names, found);
    default:
      visit(expression.input, names, found);
  }
}

function visitRestricted(
  { input, conditions }: Restricted,
  names: Names,
  found: Found,
): void {
  const compared = conditions.flatMap((condition) =>
    onlyGrows(condition, input) ? [] : comparedNames(condition, input.heading)
  );
  for (const { partners, lookedAt, constant } of conditions) {
    visitPartners(partners, found);
    // With fewer of the rows that were counted, an antijoin may find one that it did not, and leave a row out.
    if (constant === null) visitPartners(lookedAt, found);
  }
  visit(input, names.union(new Set(compared)), found);
}

function visitPartners(partners: readonly Partner[], found: Found): void {
  for (const { expression, theirs } of partners) {
    visit(expression, new Set(theirs), found);
  }
}

function visitItems(
  expression: Projected | Aggregated,
  names: Names,
  found: Found,
): void {
  const { input, items } = expression;
  const isGrouped = expression.kind === "aggregated";
  const inner = new Set<string>();
  for (const { name, source, value } of items) {
    const decides = names.has(name);
    if (decides && source !== null) inner.add(source);
    if (value === null) continue;
    for (const { expression, theirs } of value.partners) {
      visit(expression, decides ? new Set(theirs) : NONE, found);
    }
    if (!decides) continue;
    if (isGrouped) found.add(expression.members);
    else if (value.hasWindow) found.add(input);
    for (const each of value.names) inner.add(each);
  }
  visit(input, inner, found);
}

/** True for `n > 3` where `n` is a count: more rows can only fulfil it; see `growing_aggregate.ts`. */
function onlyGrows(condition: Condition, input: Expression): boolean {
  const grouped = groupsOf(input);
  const compared = grouped && limitedName(condition);
  if (!grouped || !compared) return false;
  const item = grouped.items.find(({ name }) => name === compared.name);
  if (item === undefined || !isOfColumns(grouped, item)) return false;
  const [, aggregate] = CALL.exec(item.value!.text.toText()) ?? [];
  return aggregate !== undefined && isKeptByMoreRows(aggregate, compared.sign);
}

/** A call of one function, and nothing else. */
const CALL = /^\s*(\w+)\s*\([^()]*\)\s*$/;

/** The groups that an expression has some of. */
function groupsOf(expression: Expression): Aggregated | null {
  if (expression.kind === "aggregated") return expression;
  return expression.kind === "restricted" ? groupsOf(expression.input) : null;
}

/** True where neither the groups nor the value are made of what SQL computes: that may grow in another way. */
function isOfColumns({ input, by }: Aggregated, { value }: Item): boolean {
  if (value === null) return false;
  const used = new Set([...by, ...value.names]);
  return input.heading.columns.every(({ name, origin }) =>
    !used.has(name) || origin !== null
  );
}
