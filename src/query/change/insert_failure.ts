/**
 * Which row the server refused, and for which of its columns.
 *
 * @module
 */
import type { Changed } from "../../connection/session.ts";
import { InsertError, QueryError } from "../../errors.ts";
import type { TableInfo } from "../../schema/table.ts";
import { tableLabel } from "../../schema/table_label.ts";

/** Rows of which at least one was refused. */
export interface RefusedRows {
  readonly from: number;
  readonly to: number;
  /** How many rows of the whole insert are before row 0. */
  readonly before: number;
  /** Tries some of them. */
  readonly attempt: (from: number, to: number) => Promise<Changed>;
}

/**
 * Finds the row, by halves: what the server takes stays for the next try, for rows may be refused because of one another.
 * All of it is undone with the transaction.
 */
export async function insertError(
  table: TableInfo,
  error: QueryError,
  rows: RefusedRows,
): Promise<QueryError> {
  if (!OF_ROWS.has(error.errno)) return error;
  const { row, cause } = await refusedRow(error, rows);
  const columns = columnsNamed(table, cause);
  const list = columns.length === 0
    ? ""
    : `, column${columns.length > 1 ? "s" : ""} ${columns.join(", ")}`;
  return new InsertError(
    `Cannot insert into ${tableLabel(table)}: row ${
      row + 1
    }${list}: the server refused it (MySQL ${cause.errno}: ${
      serverWords(cause)
    })${remedy(cause.errno)}; nothing was written`,
    {
      code: cause.code,
      errno: cause.errno,
      sql: cause.sql,
      row: row + 1,
      columns,
    },
    { cause },
  );
}

/**
 * Refusals that one row is to blame for: duplicates, missing parents, values that do not fit, are missing, or are not
 * allowed. Of anything else, such as a lost right or a deadlock, no row is.
 */
const OF_ROWS = new Set([
  1048,
  1062,
  1169,
  1216,
  1263,
  1264,
  1265,
  1292,
  1364,
  1366,
  1367,
  1406,
  1411,
  1416,
  1441,
  1451,
  1452,
  1525,
  1526,
  1557,
  1586,
  1690,
  3140,
  3819,
  3903,
  4025,
  22003,
]);

const DUPLICATE = 1062;
const NO_PARENT = 1452;
/** What `replace` would take away, others refer to. */
const HAS_CHILDREN = 1451;

async function refusedRow(
  error: QueryError,
  { from, to, before, attempt }: RefusedRows,
): Promise<{ row: number; cause: QueryError }> {
  let [low, high, cause] = [from, to, error];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    try {
      await attempt(low, middle);
      low = middle;
    } catch (refusal) {
      if (!(refusal instanceof QueryError)) break;
      cause = refusal;
      high = middle;
    }
  }
  if (high - low === 1) {
    try {
      await attempt(low, high);
    } catch (refusal) {
      if (refusal instanceof QueryError) cause = refusal;
    }
  }
  return { row: before + low, cause };
}

/** The columns that a message names, or those of the key that it names. */
function columnsNamed(
  table: TableInfo,
  { message, errno }: QueryError,
): string[] {
  const known = (names: readonly string[]) =>
    names.filter((name) => table.columns.some((each) => each.name === name));
  if (errno === DUPLICATE) {
    const key = /for key '(?:[^']*\.)?([^']*)'/.exec(message)?.[1];
    return key === "PRIMARY" ? [...table.primaryKey] : known([key ?? ""]);
  }
  if (errno === NO_PARENT) {
    const list = /FOREIGN KEY \(([^)]*)\)/.exec(message)?.[1] ?? "";
    return known([...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  }
  const named =
    /(?:column|field|CONSTRAINT) (?:`[^`]*`\.`[^`]*`\.)?[`'"](?:[^`'"]*\.)?([^`'".]+)[`'"]/i
      .exec(message)?.[1];
  return known([named ?? ""]);
}

/** What the server says, without its own number of the row: it counts within what was sent. */
function serverWords({ message }: QueryError): string {
  const words = /\(MySQL \d+: ([^]*)\)[^)]*$/.exec(message)?.[1] ?? message;
  return words.replace(/ at row \d+$/, "");
}

function remedy(errno: number): string {
  if (errno === DUPLICATE) {
    return "; skipDuplicates leaves rows alone that are there, replace overwrites them";
  }
  if (errno === HAS_CHILDREN) {
    return "; rows of another table refer to the one that it would replace: update1 changes it where it is";
  }
  return errno === NO_PARENT ? "; insert the row that it refers to first" : "";
}
