/**
 * Objects that throw for a property that they lack.
 *
 * @module
 */

/**
 * A prototype that refuses names: `undefined` for a misspelt one would fail far from the slip.
 *
 * @param error Makes what is thrown, from a name that nobody knows and the object that was asked for it.
 * @param base What the prototype has of its own.
 */
export function refusingNames(
  error: (name: string, object: object) => Error,
  base: object = Object.create(null),
): object {
  return new Proxy(base, {
    get(target, name, receiver) {
      if (name in target) return Reflect.get(target, name, receiver);
      // The language and the notebook ask for these of any object.
      if (typeof name === "symbol" || ALWAYS_ASKED.has(name)) return undefined;
      throw error(name, receiver);
    },
  });
}

const ALWAYS_ASKED = new Set([
  "then",
  "toJSON",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "asymmetricMatch",
  "nodeType",
]);
