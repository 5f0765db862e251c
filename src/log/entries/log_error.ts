/**
 * Why an entry could not be written, in words.
 *
 * @module
 */
import { isServerAway } from "../../connection/patience.ts";
import { LogError, QueryError } from "../../errors.ts";
import { TABLE_NAME_LENGTH } from "../../spyglass/usage_tables.ts";

/** What to say where the server refused an entry of an export. */
export function logError(exportId: number, error: unknown): LogError {
  const cause = error instanceof Error ? error.message : String(error);
  if (isOfNoExport(error)) {
    return new LogError(
      `Cannot log a read: the server knows no export ${exportId}, wanted the active one; start it again: ExportSelection.startExport({ paper_id, analysis_id }) (${cause})`,
      { cause: error },
    );
  }
  if (error instanceof QueryError && error.errno === TOO_LONG) {
    return new LogError(
      `Cannot log a read in export ${exportId}: found a table whose full name is longer than the log has room for, wanted ${TABLE_NAME_LENGTH} characters at most; rename its schema or the table. The read was not given out (${cause})`,
      { cause: error },
    );
  }
  const stays = isServerAway(error)
    ? ". Its entry may be in the log all the same: when the server is back, run the read again, or look for its entry with ExportSelection.review(paper)"
    : "";
  return new LogError(
    `Cannot log a read in export ${exportId}: ${cause}; the read was not given out${stays}`,
    { cause: error },
  );
}

/** True where an entry was refused because its export is not there: whoever took it away took its entries, too. */
export function isOfNoExport(error: unknown): boolean {
  return error instanceof QueryError && error.errno === NO_PARENT;
}

const NO_PARENT = 1452;
const TOO_LONG = 1406;
