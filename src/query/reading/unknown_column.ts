/**
 * What the server says of a column that does not exist, with the column that was probably meant.
 *
 * @module
 */
import { QueryError } from "../../errors.ts";
import { nearestName } from "../../names/nearest.ts";
import { type Expression, knownNames } from "../expression/expression.ts";
import { namesOf } from "../expression/heading.ts";

/**
 * Runs a statement of a query; where the server knows no such column, the error names the nearest one of the table.
 *
 * @throws {QueryError} The server refused the statement.
 */
export async function namingColumns<T>(
  expression: Expression,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw withColumns(expression, error);
  }
}

/** The error itself, or, for an unknown column, one that names the nearest column of the table. */
export function withColumns(
  expression: Expression,
  error: unknown,
): unknown {
  const name = unknownColumn(error);
  if (name === null) return error;
  const known = knownNames(expression);
  // What a projection left out or renamed is there no more, and no slip.
  const columns = known.includes(name) ? namesOf(expression.heading) : known;
  const nearest = known.includes(name) ? null : nearestName(name, columns);
  const { message, code, errno, sql } = error as QueryError;
  return new QueryError(
    `${message}; ${
      nearest === null
        ? `${expression.heading.label} has ${columns.join(", ")}`
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
