/**
 * What the server says of a column that does not exist, with the column that was probably meant.
 *
 * @module
 */
import { QueryError } from "../errors.ts";
import { nearestName } from "../schema/nearest.ts";
import { tableLabel } from "./context.ts";
import type { QueryState } from "./select.ts";

/**
 * Runs a statement of a query; where the server knows no such column, the error names the nearest one of the table.
 *
 * @throws {QueryError} The server refused the statement.
 */
export async function namingColumns<T>(
  state: Pick<QueryState, "table">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withColumns(state, error);
  }
}

/** The error itself, or, for an unknown column, one that names the nearest column of the table. */
export function withColumns(
  { table }: Pick<QueryState, "table">,
  error: unknown,
): unknown {
  const name = unknownColumn(error);
  if (name === null) return error;
  const columns = table.columns.map((column) => column.name);
  const nearest = nearestName(name, columns);
  const { message, code, errno, sql } = error as QueryError;
  return new QueryError(
    `${message}; ${
      nearest === null
        ? `${tableLabel(table)} has ${columns.join(", ")}`
        : `did you mean ${nearest}?`
    }`,
    { code, errno, sql },
  );
}

const NO_SUCH_COLUMN = 1054;

/** The column that the server did not find, `null` for any other error. */
function unknownColumn(error: unknown): string | null {
  if (!(error instanceof QueryError) || error.errno !== NO_SUCH_COLUMN) {
    return null;
  }
  const name = /column '([^]*?)' in /i.exec(error.message)?.[1] ?? "";
  return name.replace(/^.*\./, "");
}
