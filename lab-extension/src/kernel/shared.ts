/**
 * A new value that keeps the parts of the old one that are equal, so that what shows a part sees that nothing changed.
 * Tables of a list are found again wherever they stand now: the one that was read last stands first.
 *
 * @module
 */

/**
 * Gives `next`, with each part that equals the one of `last` replaced by that one.
 *
 * @param last plain data
 * @param next plain data
 * @returns something equal to `next`; `last` itself where the two are equal
 */
export function shared<T>(last: unknown, next: T): T {
  if (Object.is(last, next)) return next;
  if (Array.isArray(next) && Array.isArray(last)) {
    return sharedArray(last, next) as T;
  }
  if (isObject(next) && isObject(last)) return sharedObject(last, next) as T;
  return next;
}

function sharedArray(last: unknown[], next: unknown[]): unknown[] {
  let places: Map<unknown, unknown> | null = null;
  const parts = next.map((part, i) => {
    const name = nameOf(part);
    if (name === undefined || nameOf(last[i]) === name) {
      return shared(last[i], part);
    }
    places ??= new Map(last.map((one) => [nameOf(one), one]));
    return shared(places.get(name), part);
  });
  const isSame = last.length === parts.length &&
    parts.every((part, i) => Object.is(part, last[i]));
  return isSame ? last : parts;
}

function sharedObject(last: Plain, next: Plain): Plain {
  const keys = Object.keys(next);
  const parts: Plain = {};
  for (const key of keys) parts[key] = shared(last[key], next[key]);
  const isSame = Object.keys(last).length === keys.length &&
    keys.every((key) => key in last && Object.is(parts[key], last[key]));
  return isSame ? last : parts;
}

/** What tells a table of a list from the others. */
function nameOf(part: unknown): unknown {
  return isObject(part) ? part.table : undefined;
}

type Plain = Record<string, unknown>;

function isObject(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
