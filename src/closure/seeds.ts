/**
 * The rows that reads selected: where a closure begins.
 *
 * @module
 */
import { ExportError, QueryError } from "../errors.ts";
import { NO_ROW } from "../log/entries/entry.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import { mergedLists } from "./merged_lists.ts";
import type { RowReader } from "./row_reader.ts";
import { MANY, NO_SEED } from "./table_rows.ts";
import { severalAtOnce } from "./at_once.ts";

/** Rows to start from: those of `table` that `restriction` (SQL text as it runs, `TRUE` for all) selects. */
export interface Seed {
  readonly table: string;
  readonly restriction: string;
}

/** A seed and its table. */
export interface CheckedSeed {
  readonly seed: Seed;
  readonly table: TableInfo;
  /** Its place among all seeds, from 1 on; {@linkcode MANY} for one that was given several times: none of these alone adds a row. */
  readonly number: number;
}

/**
 * Looks up the seeds' tables before anything is read.
 *
 * @returns Each different seed with its table.
 * @throws {ExportError} A table does not exist, or is a view: a view's rows are not the database's own.
 */
export function checkSeeds(
  catalog: Catalog,
  seeds: readonly Seed[],
): CheckedSeed[] {
  const alike = Map.groupBy(
    seeds.map((seed, at) => ({ seed, number: at + 1 })),
    ({ seed }) => `${seed.table}\0${seed.restriction}`,
  );
  return [...alike.values()].map(([first, ...others]) => ({
    seed: first!.seed,
    table: seedTable(catalog, first!.seed),
    number: others.length === 0 ? first!.number : MANY,
  }));
}

/**
 * Reads the rows that the seeds select, with the session's own settings, as they were read before. The seeds of a
 * table are read together, a few in one condition: many of them look through the whole table, which is then done once
 * for those; of the others, each row that the server finds by an index is compared with all of its condition.
 *
 * @throws {ExportError} The server does not accept a restriction any more.
 */
export async function readSeeds(
  reader: RowReader,
  seeds: readonly CheckedSeed[],
): Promise<void> {
  // What was looked at and gave nothing has nothing to be read, and perhaps no key.
  const some = seeds.filter(({ seed }) => seed.restriction !== NO_ROW);
  await severalAtOnce(
    reader.perSeed ? eachAlone(some) : together(some),
    ({ table, restrictions, number }) =>
      readTogether(reader, table, restrictions, number),
  );
}

/** Characters of one statement. */
const MAX_TEXT = 65_536;
/** Seeds of one condition. */
const MAX_SEEDS = 16;

/** Seeds of one table that are read by one statement. */
interface Together {
  readonly table: TableInfo;
  readonly restrictions: readonly string[];
  /** What their rows are marked with. */
  readonly number: number;
}

/** So that each row knows which of them selected it. */
function* eachAlone(seeds: readonly CheckedSeed[]): Generator<Together> {
  for (const { seed, table, number } of seeds) {
    yield { table, restrictions: [seed.restriction], number };
  }
}

function* together(seeds: readonly CheckedSeed[]): Generator<Together> {
  for (const [table, own] of Map.groupBy(seeds, ({ table }) => table)) {
    let restrictions: string[] = [];
    let length = 0;
    for (const { seed: { restriction } } of own) {
      if (restrictions.length > 0 && length + restriction.length > MAX_TEXT) {
        yield { table, restrictions, number: NO_SEED };
        restrictions = [];
        length = 0;
      }
      restrictions.push(restriction);
      length += restriction.length;
    }
    yield { table, restrictions, number: NO_SEED };
  }
}

async function readTogether(
  reader: RowReader,
  table: TableInfo,
  restrictions: readonly string[],
  number = NO_SEED,
): Promise<void> {
  const rows = reader.graph.of(table);
  // The line break ends a comment that a restriction may end with.
  const texts = mergedLists(restrictions).map((text) => `(${text}\n)`);
  const conditions: string[] = [];
  for (let at = 0; at < texts.length; at += MAX_SEEDS) {
    conditions.push(texts.slice(at, at + MAX_SEEDS).join(" OR "));
  }
  try {
    await reader.read(
      rows,
      conditions,
      (index) => rows.markLogged(index, number),
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    if (restrictions.length === 1) throw refused(table, texts[0]!, error);
    // Which of them is it?
    for (const restriction of restrictions) {
      await readTogether(reader, table, [restriction]);
    }
  }
}

function refused(
  table: TableInfo,
  condition: string,
  error: QueryError,
): ExportError {
  return new ExportError(
    `Cannot read the rows of a logged read: ${table.fullName} with ${
      condition.slice(1, -2)
    } is refused now, wanted ` +
      `what it selected then; compare it with the table's columns, and forget it if it is of no use ` +
      `(${error.message})`,
    { cause: error },
  );
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
