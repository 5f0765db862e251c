/**
 * Storage engines that keep the rows of their tables themselves. Others look at another server (FEDERATED, SPIDER,
 * CONNECT), at other tables (MERGE) or at files, and what is said to them may be an address with a password.
 *
 * @module
 */

/** In lower case. */
export const ENGINES_WITH_ROWS: readonly string[] = [
  "innodb",
  "myisam",
  "aria",
  "archive",
  "memory",
  "csv",
  "blackhole",
  "rocksdb",
  "tokudb",
  "columnstore",
  "mroonga",
  "ndbcluster",
];

/**
 * Says whether rows of a table are kept elsewhere.
 *
 * @param engine As the server says it; `null` for views.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isElsewhere } from "./engines.ts";
 *
 * assertEquals([isElsewhere("InnoDB"), isElsewhere("FEDERATED")], [false, true]);
 * ```
 */
export function isElsewhere(engine: string | null): boolean {
  return engine !== null && !ENGINES_WITH_ROWS.includes(engine.toLowerCase());
}
