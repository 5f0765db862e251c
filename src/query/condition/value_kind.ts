/**
 * What a value is, in the words of an error.
 *
 * @module
 */

/** `an array`, `an object of class Map`, `a string`, `undefined`, `a promise; await it first`. */
export function valueKind(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return "a promise; await it first";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return name && name !== "Object" ? `an object of class ${name}` : "an object";
}
