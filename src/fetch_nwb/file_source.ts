/**
 * Where rows name their NWB file, and where that file is.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { checkFile } from "../external/checked_file.ts";
import { type Store, storedFilePath } from "../external/layout.ts";
import { type Listed, listed, storeOf } from "../external/listing.ts";
import type { QueryContext } from "../query/context.ts";
import {
  type Heading,
  headingOf,
  type Origin,
} from "../query/expression/heading.ts";
import type { TableInfo } from "../schema/table.ts";
import {
  ANALYSIS_NWBFILE,
  isOwnAnalysisTable,
  NWBFILE,
} from "../spyglass/nwb_tables.ts";
import { columnName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";

/** Where a table's rows name their file: the table of files, and the column. */
export interface FileSource {
  readonly table: TableInfo;
  readonly column: string;
}

/**
 * Finds the column: results come before raw data, as in Spyglass; those of a lab's own table of results are results.
 *
 * @throws {SpyglassError} There is none.
 */
export function fileSource(
  context: QueryContext,
  heading: Heading,
): FileSource {
  const { tables } = context.catalog;
  const own = [...tables.values()].filter(isOwnAnalysisTable);
  const analysis = tables.get(ANALYSIS_NWBFILE);
  const raw = tables.get(NWBFILE);
  const candidates = [
    ...[analysis, ...own].map((table) => byReference(heading, table)),
    byName(heading, analysis),
    byReference(heading, raw),
    byName(heading, raw),
  ];
  const found = candidates.find((candidate) => candidate !== null);
  if (found) return found;
  throw new SpyglassError(
    `Cannot fetch NWB files of ${heading.label}: it names none, wanted a table that refers to ${ANALYSIS_NWBFILE} or ${NWBFILE}`,
  );
}

/**
 * Name of a file → where it is, or would be, here; nothing where the store's folder is not known.
 *
 * @throws {SpyglassError} A file that is here is not the one that was stored.
 */
export async function pathsOf(
  context: QueryContext,
  files: TableInfo,
  names: readonly string[],
): Promise<Map<string, string>> {
  const column = headingOf(files).columns.find(({ kind }) =>
    kind === "filepath"
  );
  if (column === undefined || column.store === null || names.length === 0) {
    return new Map();
  }
  if (!(column.store in context.stores)) return new Map();
  const key = columnName(files.primaryKey[0]!);
  const { rows } = await context.pool.query(
    `SELECT ${key}, LOWER(HEX(${
      columnName(column.name)
    })) FROM ${files.fullName} WHERE ${key} IN (${
      names.map(textLiteral).join(", ")
    })`,
  );
  const hashes = rows.map(([, hash]) => hash as string | null);
  const known = hashes.filter((hash) => hash !== null);
  const stored = await listed(context.pool, files, column, known);
  const store = storeOf(context, files, column);
  const paths = new Map<string, string>();
  for (const [at, [name]] of rows.entries()) {
    const row = stored.get(hashes[at] ?? "");
    paths.set(
      String(name),
      row ? await checkedPath(store, row, `the file ${name}`) : "",
    );
  }
  return paths;
}

async function checkedPath(
  store: Store,
  { path, size, contents }: Listed,
  where: string,
): Promise<string> {
  const there = storedFilePath(store, path ?? "");
  if (contents !== null) await checkFile(there, { size, contents, where });
  return there;
}

function byReference(
  heading: Heading,
  files: TableInfo | undefined,
): FileSource | null {
  if (files === undefined) return null;
  const key = files.primaryKey[0]!;
  const column = heading.columns.find(({ origin }) =>
    origin !== null && namesFile(origin, files.fullName, key)
  );
  return column ? { table: files, column: column.name } : null;
}

function byName(
  heading: Heading,
  files: TableInfo | undefined,
): FileSource | null {
  if (files === undefined) return null;
  const key = files.primaryKey[0]!;
  return heading.columns.some(({ name }) => name === key)
    ? { table: files, column: key }
    : null;
}

/** True for the key of the table of files, and for what refers to it, whatever a projection calls it. */
function namesFile(
  { table, column }: Origin,
  files: string,
  key: string,
): boolean {
  if (table.fullName === files) return column === key;
  return table.foreignKeys.some(({ parent, columns }) =>
    parent === files && columns.length === 1 && columns[0] === column
  );
}
