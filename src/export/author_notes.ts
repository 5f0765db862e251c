/**
 * What its author must know of an export: what it lacks, and what is not as it was where it is restored.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { partlySeenText } from "./slice/hidden_parts.ts";
import { mysqlChecks, mysqlOnlyText } from "./slice/mysql_only.ts";
import { oddReferencesText } from "./slice/odd_references.ts";
import { orphansText } from "./slice/orphans_text.ts";
import type { PaperSlice } from "./slice/paper_slice.ts";
import { rowTimesText } from "./slice/row_times.ts";

/** Says it, a sentence each. */
export async function authorNotes(
  session: Session,
  { partlySeen, catalog, closure, cut }: PaperSlice,
  serverVersion: string,
): Promise<string[]> {
  const tables = Array.from(closure.tables.values(), ({ table }) => table);
  const checks = await mysqlChecks(session, tables, serverVersion);
  return [
    partlySeenText(partlySeen),
    rowTimesText(tables),
    mysqlOnlyText(tables, checks),
    oddReferencesText(tables, catalog.tables),
    orphansText(closure.orphans),
    ...cut.map(({ keys, table }) =>
      `Left out: ${keys.length} logged ${
        keys.length === 1 ? "row" : "rows"
      } of ${table}, resting on sessions that are not included`
    ),
  ].filter((text) => text !== null);
}
