/**
 * Which values Python can hash: only these can be keys of a dict or items of a set.
 *
 * @module
 */

import { isNdArray } from "./array.ts";
import { ComplexArray } from "./complex.ts";
import { RecordArray } from "./records.ts";

/**
 * Refuses a value that Python cannot hash: Python could not read the blob.
 *
 * @param value The key or item.
 * @param what What it is, for the message.
 * @throws {TypeError} Where it, or an item of a tuple in it, is a list, a dict, a set or an array.
 */
export function requireHashable(value: unknown, what: string): void {
  const culprit = unhashable(value);
  if (culprit === undefined) return;
  throw new TypeError(
    `Cannot encode blob: found ${culprit} as ${what}, wanted what Python can hash; use tuple([...]) for an array`,
  );
}

function unhashable(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isNdArray(value) || value instanceof ComplexArray) {
    return value.shape.length === 0 ? undefined : "an array with a shape";
  }
  if (value instanceof RecordArray) return "a record array";
  if (Array.isArray(value)) {
    if (!Object.isFrozen(value)) return "a list";
    return value.map(unhashable).find((culprit) => culprit !== undefined);
  }
  if (value instanceof Set) return "a set";
  // Wrappers of Python's values can be hashed, and bytes; whatever else cannot be encoded is refused elsewhere.
  if (value instanceof Uint8Array) return undefined;
  if (ArrayBuffer.isView(value)) return "a typed array";
  const prototype = Object.getPrototypeOf(value);
  const isDict = value instanceof Map || prototype === null ||
    Object.getPrototypeOf(prototype) === null;
  return isDict ? "a dict" : undefined;
}
