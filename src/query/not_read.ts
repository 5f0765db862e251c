/**
 * Verbs of frames and arrays, called on a query: a mistake that must say what is missing.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import type { Expression } from "./expression/expression.ts";

/** Names of methods that only throw. */
export const REFUSED: Set<string> = new Set(["constructor"]);

/**
 * Puts methods on a prototype that throw, one for each verb of a frame or an array that it does not have itself.
 *
 * @param prototype The prototype of queries.
 * @param error Makes the error, from the query and the verb's name.
 */
export function refuseVerbs<T extends object>(
  prototype: T,
  error: (query: T, verb: string) => Error,
): void {
  for (const name of new Set(verbs())) {
    if (name in prototype || name in Function.prototype) continue;
    // The language asks for this one.
    if (name === "toJSON") continue;
    REFUSED.add(name);
    Object.defineProperty(prototype, name, {
      value: function (this: T) {
        throw error(this, name);
      },
    });
  }
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
