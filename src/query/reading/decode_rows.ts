/**
 * Decodes all columns of many rows, in place.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { isOutside, outsideValues } from "../../external/outside.ts";
import type { QueryContext } from "../context.ts";
import type { Attribute } from "../expression/heading.ts";
import { decodeColumn } from "./decode.ts";

/**
 * From what the driver gave to what the user gets; values that are kept outside of the table are fetched.
 *
 * @param session Where to look up what is kept outside.
 * @throws {SpyglassError} A value cannot be decoded, or its file is missing or altered.
 */
export async function decodeRows(
  context: QueryContext,
  session: Session,
  columns: readonly Attribute[],
  rows: unknown[][],
): Promise<void> {
  for (const [at, column] of columns.entries()) {
    if (!isOutside(column)) {
      decodeColumn(rows, at, column, context);
      continue;
    }
    const inRows = rows.map((row) => row[at] as Uint8Array | null);
    const { table } = column.origin!;
    const values = await outsideValues(context, session, table, column, inRows);
    for (const [i, row] of rows.entries()) row[at] = values[i];
  }
}
