/**
 * Moments as people read them.
 *
 * @module
 */

/**
 * Writes a moment without its milliseconds.
 *
 * @param at The moment (ISO 8601, in UTC).
 *
 * @example
 * ```ts
 * import { momentText } from "./moment.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(momentText("2026-12-01T18:56:26.699Z"), "2026-12-01 18:56:26 UTC");
 * ```
 */
export function momentText(at: string): string {
  return at.replace(/^(\S{10})T(\S{8})(?:\.\d+)?Z$/, "$1 $2 UTC");
}
