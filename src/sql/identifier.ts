/**
 * Quoting of names.
 *
 * @module
 */
import { isKeyword } from "./reserved.ts";

/**
 * Writes one name in back-quotes.
 *
 * @param name Any name; NUL is refused, since no server name can hold it.
 * @returns The name in back-quotes, each of its own doubled.
 *
 * @example
 * ```ts
 * import { quoteName } from "./identifier.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(quoteName("a`b"), "`a``b`");
 * ```
 */
export function quoteName(name: string): string {
  if (name === "" || name.includes("\0")) {
    throw new RangeError(
      `Cannot quote a name: received ${
        JSON.stringify(name)
      }, wanted one or more characters other than NUL`,
    );
  }
  return "`" + name.replaceAll("`", "``") + "`";
}

/** `` `schema`.`table` ``: the spelling that is the key of a table everywhere. */
export function fullName(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/**
 * Writes a column's name: bare where that is safe, as DataJoint writes it, in back-quotes elsewhere.
 *
 * @example
 * ```ts
 * import { columnName } from "./identifier.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(columnName("electrode_id"), "electrode_id");
 * assertEquals(columnName("order"), "`order`");
 * ```
 */
export function columnName(name: string): string {
  const isBare = /^[a-z][a-z0-9_]*$/.test(name) && !isKeyword(name);
  return isBare ? name : quoteName(name);
}
