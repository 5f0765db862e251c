/**
 * Writing rows that a query has, without fetching them: DataJoint's `insert(query)`.
 *
 * @module
 */
import { inTransaction } from "../../connection/transaction.ts";
import { DATES } from "../../keys/irregular_dates.ts";
import type { TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { tableLabel } from "../../schema/table_label.ts";
import { columnOf } from "../column_of.ts";
import type { QueryContext } from "../context.ts";
import { enclosed, selectItems } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import type { Expression } from "../expression/expression.ts";
import { namesOf } from "../expression/heading.ts";
import { countRows } from "../reading/count.ts";
import { giving } from "../reading/giving.ts";
import { firstTables, readPart } from "../reading/read.ts";
import type { InsertOptions } from "./insert_options.ts";
import { checkOptions, checkWritable, duplicatesText } from "./insert.ts";
import { strictly } from "./writing_mode.ts";

/**
 * Writes the rows of a query into a table, on the server. They are logged as if they were read: what stands in the table
 * rests on them.
 *
 * @returns How many rows were written.
 * @throws {UnknownNameError} The query has attributes that the table lacks.
 * @throws {QueryError} The server refused a row; nothing was written.
 */
export async function insertSelect(
  context: QueryContext,
  table: TableInfo,
  source: Expression,
  options: InsertOptions,
): Promise<number> {
  checkWritable(context, table, "insert into");
  checkOptions(options);
  const names = sharedNames(table, source, options);
  const sql = insertText(table, source, names, options);
  const ticket = context.observer.begin(...firstTables(source));
  return await giving(ticket, async () => {
    await context.observer.beforeChange?.([table]);
    return await inTransaction(context.pool, async (session) => {
      if (ticket.logs) {
        const [one] = namesOf(source.heading);
        const key = source.heading.primaryKey;
        await readPart(context, source, ticket, {
          names: key.length > 0 ? key : [one!],
        });
      }
      // A row that takes another one's place counts twice.
      const rows = options.replace ? await countRows(context, source) : null;
      const { affectedRows } = await session.run(sql);
      return Math.min(affectedRows, rows ?? affectedRows);
    });
  });
}

/** The attributes that both have, in the query's order. */
function sharedNames(
  table: TableInfo,
  { heading }: Expression,
  { ignoreExtraFields }: InsertOptions,
): readonly string[] {
  const action = `Cannot insert ${heading.label} into ${tableLabel(table)}`;
  const names = namesOf(heading);
  if (!ignoreExtraFields) {
    for (const name of names) columnOf(table, name, action);
  }
  const shared = names.filter((name) =>
    table.columns.some((column) => column.name === name && !column.generated)
  );
  if (shared.length > 0) return shared;
  throw new TypeError(
    `${action}: it has none of the table's attributes, wanted some of ${
      table.columns.map(({ name }) => name).join(", ")
    }`,
  );
}

function insertText(
  table: TableInfo,
  source: Expression,
  names: readonly string[],
  options: InsertOptions,
): string {
  // As a derived table: none of its own names then stands beside those of the table that is written to.
  const rows = enclosed(compile(source), "`given rows`");
  const verb = options.replace ? "REPLACE" : "INSERT";
  // Where it is held to more than a read, conditions on odd dates may choose other rows than were read and logged.
  const writesDates = table.columns.some(({ name, kind }) =>
    DATES.has(kind) && names.includes(name)
  );
  return `${writesDates ? strictly(verb) : verb} INTO ${table.fullName} (${
    names.map(quoteName).join(", ")
  }) ${selectItems(rows, names).toText()}${
    duplicatesText(table, names, options)
  }`;
}
