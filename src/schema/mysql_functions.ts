/**
 * Functions that MySQL has in expressions of columns and checks, and no MariaDB has.
 *
 * @module
 */

/**
 * Finds their calls in the expression of a column or a check, as MySQL shows it. What it writes as `REGEXP` is one of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mysqlFunctions } from "./mysql_functions.ts";
 *
 * assertEquals(mysqlFunctions("regexp_like(`n`,_utf8mb4\\'is_uuid(\\')"), [
 *   "regexp_like",
 * ]);
 * ```
 */
export function mysqlFunctions(expression: string): string[] {
  // MySQL shows the texts in it escaped once more.
  const text = /_[a-z0-9]+\\'/.test(expression)
    ? expression.replaceAll(/\\(.)/gs, "$1")
    : expression;
  const calls = text.replaceAll(QUOTED, "").matchAll(CALL);
  return [...new Set(Array.from(calls, ([, name]) => name!.toLowerCase()))];
}

const QUOTED = /'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`/gs;

const CALL =
  /\b(regexp_like|uuid_to_bin|bin_to_uuid|is_uuid|json_pretty|json_storage_size|st_latitude|st_longitude|st_swapxy)\s*\(/gi;
