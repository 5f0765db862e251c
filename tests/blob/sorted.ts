/**
 * Descriptions of values, made comparable.
 *
 * @module
 */
import type { Description } from "./describe.ts";

/** Sets and dicts have no order: both sides are sorted the same way. */
export function sorted(value: Description): unknown {
  if (!Array.isArray(value)) return value;
  const parts = value.map((part) => sorted(part as Description));
  return value[0] === "set" || value[0] === "dict"
    ? [
      parts[0],
      (parts[1] as unknown[]).map((item) => JSON.stringify(item)).sort(),
    ]
    : parts;
}
