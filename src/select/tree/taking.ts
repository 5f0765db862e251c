/**
 * What is needed to take a SELECT apart: each part may hold any other one.
 *
 * @module
 */
import type { Masked } from "./masked.ts";
import { binding } from "./precedence.ts";
import type { Expression, QueryTree } from "./tree.ts";

/** What parts are taken apart by. */
export interface Taking {
  readonly statement: Masked;
  readonly query: (node: unknown) => QueryTree;
  readonly expression: (node: unknown) => Expression;
  /** What `WINDOW name AS (…)` gives names to, in small letters. */
  readonly windows: ReadonlyMap<string, unknown>;
}

/** An expression that must bind at least so tightly. */
export function inner(
  taking: Taking,
  node: unknown,
  least: number,
): Expression {
  return binding(taking.expression(node), least);
}

/** Expressions with commas between them. */
export function commas(
  taking: Taking,
  nodes: readonly unknown[],
): Expression["parts"] {
  return nodes.flatMap((node, i) =>
    i === 0 ? [taking.expression(node)] : [", ", taking.expression(node)]
  );
}
