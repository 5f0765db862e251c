/**
 * Verbs of frames and arrays, and operators, used on a query or on a read that is not awaited: mistakes that must say
 * what is missing.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import type { Expression } from "./expression/expression.ts";

/**
 * Puts methods on a prototype that throw, one for each verb of a frame or an array that it does not have itself.
 *
 * @param prototype The prototype of queries, or of reads.
 * @param error Makes the error, from the object and the verb's name.
 * @returns The names of these methods.
 */
export function refuseVerbs<T extends object>(
  prototype: T,
  error: (object: T, verb: string) => Error,
): ReadonlySet<string> {
  const refused = new Set<string>();
  for (const name of new Set(verbs())) {
    if (name in prototype || name in Function.prototype) continue;
    // The language asks for this one.
    if (name === "toJSON") continue;
    refused.add(name);
    Object.defineProperty(prototype, name, {
      value: function (this: T) {
        throw error(this, name);
      },
    });
  }
  return refused;
}

/**
 * Refuses operators, as Python has them for tables: `Electrode & { … }` would be 0, `Electrode - { … }` NaN.
 *
 * @param prototype The prototype of queries.
 * @param expression What a query selects.
 */
export function refuseOperators<T extends object>(
  prototype: T,
  expression: (query: T) => Expression,
): void {
  Object.defineProperty(prototype, Symbol.toPrimitive, {
    value: function (this: T, hint: string) {
      if (hint === "string") return Deno.inspect(this);
      const { label } = expression(this).heading;
      throw new TypeError(
        `Cannot use an operator on ${label}: JavaScript has its operators for numbers only; use and(), except(), join() and union(), or dj\`…\``,
      );
    },
  });
}

/** The error of whoever takes a query for its rows. */
export function notRead({ heading }: Expression, action: string): TypeError {
  return new TypeError(
    `Cannot ${action} ${heading.label}: nothing has been read yet; read first: await query.rows(), or query.fetch() for a frame`,
  );
}

function* verbs(): Generator<string> {
  for (
    let at: object = ColumnTable.prototype;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    yield* Object.getOwnPropertyNames(at);
  }
  yield* ["map", "forEach", "some", "every", "find", "flatMap", "at"];
}
