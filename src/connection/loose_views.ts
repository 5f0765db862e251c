/**
 * Views that group more loosely than our sessions do. MariaDB itself lets `SELECT id, name … GROUP BY id`, and keeps no
 * mode with a view: where a session wants ONLY_FULL_GROUP_BY, as DataJoint's do, such a view can neither be read nor
 * tells its columns. MySQL sees that `id` decides, and refuses such a view when it is made.
 *
 * @module
 */

/** What there is to know of such views when a statement is sent. */
export class LooseViews {
  #names: RegExp | null = null;

  /** @param names Those that there are now, without their schemas. */
  set(names: readonly string[]): void {
    this.#names = names.length === 0 ? null : new RegExp(
      `^[\\s(]*(?:/\\*.*?\\*/\\s*)?[\\s(]*(?:SELECT|WITH)\\b.*(?:${
        names.map((name) => RegExp.escape(name)).join("|")
      })`,
      "is",
    );
  }

  /** A statement as it is sent: one that may read such a view is let to. */
  sent(sql: string): string {
    return this.#names?.test(sql) ? groupingLoosely(sql) : sql;
  }
}

/** A SELECT that may group as MariaDB itself lets. */
export function groupingLoosely(sql: string): string {
  return `/*M!100102 SET STATEMENT sql_mode = REPLACE(@@sql_mode, 'ONLY_FULL_GROUP_BY', '') FOR */ ${sql}`;
}
