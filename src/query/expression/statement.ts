/**
 * Whole statements: a SELECT by itself, and one that stands in another.
 *
 * @module
 */
import { type Fragment, fragment } from "../../sql/fragment.ts";
import { enclosed, isLimitedBlock, selectItems, selectText } from "./block.ts";
import { compile } from "./compile.ts";
import { type Expression, inputsOf, textsOf } from "./expression.ts";

/** The SELECT of an expression, all its attributes. */
export function statementOf(expression: Expression): Fragment {
  const block = compile(expression);
  const isAll = block.isOpen;
  return isAll ? selectText(block, fragment("*")) : selectItems(block);
}

/**
 * An expression as a list of some attributes, to stand in `IN (…)`; the server allows no limit there but one level
 * down.
 */
export function subselect(
  expression: Expression,
  names: readonly string[],
): Fragment {
  const block = compile(expression);
  // Nor may a text in it name what is outside: inside a derived table it cannot.
  const isDerived = isLimitedBlock(block) || block.isDistinct ||
    block.groupBy.length > 0 || hasStrangeNames(expression);
  return selectItems(
    isDerived ? enclosed(block, "`all rows`") : { ...block, order: [] },
    names,
  );
}

function hasStrangeNames(expression: Expression): boolean {
  return textsOf(expression).some(({ strange }) => strange.length > 0) ||
    inputsOf(expression).some(hasStrangeNames);
}
