/**
 * The rows that reads selected: where a closure begins.
 *
 * @module
 */
import { ExportError, QueryError } from "../errors.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import type { Seed } from "./closure.ts";
import type { RowReader } from "./row_reader.ts";

/**
 * Looks up the seeds' tables before anything is read.
 *
 * @returns Each different seed with its table.
 * @throws {ExportError} A table does not exist, or is a view: a view's rows are not the database's own.
 */
export function checkSeeds(
  catalog: Catalog,
  seeds: readonly Seed[],
): { seed: Seed; table: TableInfo }[] {
  const different = new Map(
    seeds.map((seed) => [`${seed.table}\0${seed.restriction}`, seed]),
  );
  return [...different.values()].map((seed) => ({
    seed,
    table: seedTable(catalog, seed),
  }));
}

/**
 * Reads the rows that the seeds select, each with the session's own settings, as it was read before.
 *
 * @throws {ExportError} The server does not accept a restriction any more.
 */
export async function readSeeds(
  reader: RowReader,
  seeds: readonly { seed: Seed; table: TableInfo }[],
): Promise<void> {
  for (const { seed, table } of seeds) {
    const rows = reader.graph.of(table);
    for (const index of await readSeed(reader, table, seed)) {
      rows.markLogged(index);
    }
  }
}

async function readSeed(
  reader: RowReader,
  table: TableInfo,
  seed: Seed,
): Promise<number[]> {
  try {
    // The line break ends a comment that the restriction may end with.
    return await reader.read(
      reader.graph.of(table),
      `(${seed.restriction}\n)`,
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new ExportError(
      `Cannot read the rows of a logged read: ${table.fullName} with ${seed.restriction} is refused now, wanted ` +
        `what it selected then; compare it with the table's columns, and forget it if it is of no use ` +
        `(${error.message})`,
      { cause: error },
    );
  }
}

function seedTable(catalog: Catalog, seed: Seed): TableInfo {
  const table = catalog.tables.get(seed.table);
  if (table === undefined) {
    throw new ExportError(
      `Cannot compute the slice: ${seed.table}, which a read names, does not exist or may not be seen, wanted a ` +
        "table to read; restore it, ask for the right to read it, or forget that read",
    );
  }
  if (table.isView) {
    throw new ExportError(
      `Cannot compute the slice: ${seed.table} is a view, whose rows have no key and refer to nothing, wanted a ` +
        "table; read the tables that the view is made of, and forget that read",
    );
  }
  return table;
}
