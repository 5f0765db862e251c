/**
 * Aggregates that more rows can only bring further one way. A group with fewer of its rows fulfils such a comparison
 * only if the whole group does, so that of the groups that do not fulfil it nothing is needed.
 *
 * @module
 */

/**
 * True for `count(x) > 3`, `max(x) >= 3`, `min(x) < 3`: what more rows cannot undo.
 *
 * @param aggregate The function's name.
 * @param sign What stands between it and the limit, in that order.
 */
export function isKeptByMoreRows(aggregate: string, sign: string): boolean {
  return SIGNS[aggregate.toUpperCase()]?.includes(sign) ?? false;
}

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  COUNT: [">", ">="],
  MAX: [">", ">="],
  MIN: ["<", "<="],
};
