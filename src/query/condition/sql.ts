/**
 * The `sql` tag: parts of templates, names, and raw text.
 *
 * @module
 */
import { quoteName } from "../../sql/identifier.ts";
import { RawSql, SqlTemplate, templateTexts } from "./template_part.ts";

/** A template tag with two helpers. */
export interface SqlTag {
  /**
   * A part of a condition, to be put into another template as it stands, or given to `and`. Where it holds an OR,
   * write the parentheses.
   */
  (strings: TemplateStringsArray, ...values: readonly unknown[]): SqlTemplate;
  /** A name, quoted: for names that come from outside. */
  id(...names: readonly string[]): RawSql;
  /** Text that is taken as it is: the only unescaped way into a query. */
  raw(text: string): RawSql;
}

/**
 * Makes parts of templates.
 *
 * @example
 * ```ts demo ignore
 * const few = sql`electrode_id < ${4}`;
 * Electrode`${few} AND ${sql.id("bad_channel")} = ${"False"}`;
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE (electrode_id < 4 AND `bad_channel` = 'False')
 * ```
 */
export const sql: SqlTag = Object.assign(
  function (strings: TemplateStringsArray, ...values: readonly unknown[]) {
    if (!Array.isArray(strings) || !("raw" in strings)) {
      throw new TypeError(
        "Cannot make a part of a query: sql was called with an argument, wanted a template: sql`…`",
      );
    }
    return new SqlTemplate(templateTexts(strings), values);
  },
  {
    id: (...names: readonly string[]) =>
      new RawSql(names.map(quoteName).join(".")),
    raw: (text: string) => new RawSql(text),
  },
);
