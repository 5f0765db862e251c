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

/**
 * The error itself, or, for an unknown column, one that names the nearest column of the table. Where the table may have
 * been changed since it was looked up, that is said, too.
 */
export function withColumns(
  expression: Expression,
  error: unknown,
): unknown {
  const hint = hintOf(expression, error);
  if (hint === null) return error;
  const { message, code, errno, sql } = error as QueryError;
  return new QueryError(`${message}; ${hint}`, { code, errno, sql });
}

function hintOf(expression: Expression, error: unknown): string | null {
  if (!(error instanceof QueryError)) return null;
  const { label } = expression.heading;
  if (error.errno === NO_SUCH_TABLE) return `if it ${CHANGED}`;
  const name = unknownColumn(error);
  if (name === null) return null;
  const known = knownNames(expression);
  const names = namesOf(expression.heading);
  // A query inside may lack it all the same.
  if (names.includes(name)) {
    return `${label} has ${names.join(", ")}; if one of the tables ${CHANGED}`;
  }
  // What a projection left out or renamed is there no more, and no slip.
  const isLeftOut = known.includes(name);
  const columns = isLeftOut ? names : known;
  const nearest = isLeftOut ? null : nearestName(name, columns);
  return nearest === null
    ? `${label} has ${columns.join(", ")}`
    : `did you mean ${nearest}?`;
}

const NO_SUCH_COLUMN = 1054;
const NO_SUCH_TABLE = 1146;
const CHANGED =
  "was changed since it was looked up: await db.reload(), and take it from its schema again";

/** The column that the server did not find; `null` where it says something else. */
export function unknownColumn({ errno, message }: QueryError): string | null {
  if (errno !== NO_SUCH_COLUMN) return null;
  const name = /column '([^]*?)' in /i.exec(message)?.[1] ?? "";
  return name.replace(/^.*\./, "");
}
