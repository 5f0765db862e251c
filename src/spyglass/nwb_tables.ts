/**
 * The tables in which Spyglass keeps its NWB files (`spyglass/common/common_nwbfile.py`).
 *
 * @module
 */
import type { Pool, Session } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import { fullName, quoteName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";

/** One row a session's raw file. */
export const NWBFILE = fullName("common_nwbfile", "nwbfile");
/** One row a file of results, which refers to the session's raw file. */
export const ANALYSIS_NWBFILE = fullName("common_nwbfile", "analysis_nwbfile");

/** The key of {@linkcode NWBFILE}: the name of the session everywhere in Spyglass. */
export const NWB_FILE_NAME = "nwb_file_name";
/** The key of {@linkcode ANALYSIS_NWBFILE}. */
export const ANALYSIS_FILE_NAME = "analysis_file_name";

/** Positions as recorded: one row a time interval, whose objects its part names. */
export const RAW_POSITION = fullName("common_behav", "_raw_position");
/** The objects of recorded positions: one row a tracked light. */
export const RAW_POSITION_OBJECTS = fullName(
  "common_behav",
  "_raw_position__pos_object",
);
/** What `fetchNwb` calls the series of such a row. */
export const RAW_POSITION_SERIES = "raw_position";

/** The name of the time interval of such a row. */
export const INTERVAL_NAME = "interval_list_name";

/** Whether a table is a lab's own table of results: `{lab}_nwbfile.analysis_nwbfile`. */
export function isOwnAnalysisTable({ schema, name }: TableInfo): boolean {
  return name === "analysis_nwbfile" && schema.endsWith("_nwbfile") &&
    schema !== "common_nwbfile";
}

/**
 * Copies files' rows of a lab's own table to the common one, with the rows of the external table that they refer to, as
 * Spyglass does when an export reads them (`spyglass/utils/mixins/analysis.py`, `_copy_to_common`). Those that are
 * there stay as they are.
 *
 * @param own The lab's table.
 * @param names Names of files.
 */
export async function copyToCommon(
  pool: Pool,
  catalog: Catalog,
  own: TableInfo,
  names: readonly string[],
): Promise<void> {
  const common = catalog.tables.get(ANALYSIS_NWBFILE);
  const path = own.columns.find(({ kind }) => kind === "filepath");
  if (common === undefined) return;
  const chosen = `${quoteName(own.primaryKey[0]!)} IN (${
    names.map(textLiteral).join(", ")
  })`;
  await inTransaction(pool, async (session) => {
    if (path?.store != null) {
      const external = `~external_${path.store}`;
      await copyRows(
        session,
        catalog.tables.get(fullName(own.schema, external)),
        catalog.tables.get(fullName(common.schema, external)),
        `hash IN (SELECT ${
          quoteName(path.name)
        } FROM ${own.fullName} WHERE ${chosen})`,
      );
    }
    await copyRows(session, own, common, chosen);
  });
}

/** Those of some names of files that a table of files has. */
export async function namesIn(
  session: Session,
  files: TableInfo,
  names: readonly string[],
): Promise<Set<string>> {
  const key = quoteName(files.primaryKey[0]!);
  const rows = await session.texts(
    `SELECT ${key} FROM ${files.fullName} WHERE ${key} IN (${
      names.map(textLiteral).join(", ")
    })`,
  );
  return new Set(rows.map(([name]) => name!));
}

async function copyRows(
  session: Session,
  from: TableInfo | undefined,
  to: TableInfo | undefined,
  where: string,
): Promise<void> {
  if (from === undefined || to === undefined) return;
  const columns = to.columns
    .filter(({ name }) => from.columns.some((column) => column.name === name))
    .map(({ name }) => quoteName(name)).join(", ");
  const key = to.primaryKey.map(quoteName);
  await session.run(
    `INSERT INTO ${to.fullName} (${columns}) SELECT ${columns} FROM ${from.fullName} WHERE ${where} ON DUPLICATE KEY UPDATE ${
      key[0]
    } = ${to.fullName}.${key[0]}`,
  );
}

/** Where the copy of a raw file would be, which Spyglass links it from: `name_.nwb` of `name.nwb`. */
export function copyOf(name: string): string {
  return name.replace(/\.nwb$/i, "_.nwb");
}

/** Spyglass links a raw file `name.nwb` from a copy `name_.nwb`: the original of such a copy, `null` for any other file. */
export function originalOf(name: string): string | null {
  return name.endsWith("_.nwb") ? name.replace(/_\.nwb$/, ".nwb") : null;
}
