/**
 * Verbs of frames and arrays, and operators, used on a query or on a read that is not awaited: mistakes that must say
 * what is missing.
 *
 * @module
 */
import { ColumnTable } from "arquero";
import { unknownName } from "../names/unknown_name.ts";
import type { Expression } from "./expression/expression.ts";
import { refusingNames } from "./refusing_names.ts";

/**
 * Refuses verbs of frames, operators, and names that queries do not have.
 *
 * @param prototype The prototype of queries.
 * @param expression What a query selects.
 * @returns The names of methods that only throw.
 */
export function refuseMistakes<T extends object>(
  prototype: T,
  expression: (query: T) => Expression,
): ReadonlySet<string> {
  const refused = refuseVerbs(
    prototype,
    (query, verb) => notRead(expression(query), `call ${verb}() on`),
  );
  refuseOperators(prototype, expression);
  refuseNames(prototype, expression, refused);
  return refused;
}

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

/** `ExportSelection().startExport` would be `undefined`. */
function refuseNames<T extends object>(
  prototype: T,
  expression: (query: T) => Expression,
  refused: ReadonlySet<string>,
): void {
  const chain = [...prototypes(prototype)];
  const methods = chain.flatMap((at) => Object.getOwnPropertyNames(at))
    .filter((name) => name !== "constructor" && !refused.has(name));
  const error = (name: string, query: object) =>
    unknownName(
      `Cannot use ${name} of a query of ${
        expression(query as T).heading.label
      }`,
      "queries have none (parts and commands are the table's own: write its name without brackets)",
      name,
      methods,
    );
  Object.setPrototypeOf(chain.at(-1)!, refusingNames(error, Object.prototype));
}

function* verbs(): Generator<string> {
  for (const at of prototypes(ColumnTable.prototype)) {
    yield* Object.getOwnPropertyNames(at);
  }
  yield* ["map", "forEach", "some", "every", "find", "flatMap", "at"];
}

/** A prototype and those behind it, less the language's own. */
function* prototypes(first: object): Generator<object> {
  for (
    let at = first;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    yield at;
  }
}
