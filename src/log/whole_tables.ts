/**
 * Reads that take a whole table: they are logged, and it is said, with the size, once a table.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import { tableLabel } from "../query/context.ts";
import type { RowsRead } from "../query/reading/observer.ts";
import type { TableInfo } from "../schema/table.ts";
import { bytesText, type TableSize, tableSizes } from "./table_sizes.ts";

/** Says which tables are read whole. */
export class WholeTables {
  readonly #pool: Pool;
  readonly #say: (text: string) => void;
  readonly #told = new Set<string>();

  /** @param say Told once of each table of an export. */
  constructor(pool: Pool, say: (text: string) => void) {
    this.#pool = pool;
    this.#say = say;
  }

  /** True where something of a read may be a whole table, so that it must be looked at. */
  mayBeWhole(reads: readonly RowsRead[]): boolean {
    return reads.some(({ rows }) => isAll(rows) || manyKeys(rows) > 0);
  }

  /** Looks at what a read rests on. */
  async check(exportId: number, reads: readonly RowsRead[]): Promise<void> {
    for (const { table, rows } of reads) {
      const id = `${exportId} ${table.fullName}`;
      const takesAll = isAll(rows);
      const many = manyKeys(rows);
      if (!takesAll && many === 0 || this.#told.has(id)) continue;
      // So that reads at the same time do not all say it.
      if (takesAll) this.#told.add(id);
      const size = await this.#size(table).catch(unknown);
      if (!takesAll && (size === null || size.rows > many)) continue;
      this.#told.add(id);
      this.#tell(exportId, table, size);
    }
  }

  #tell(exportId: number, table: TableInfo, size: TableSize | null): void {
    const found = size === null
      ? ""
      : ` (${size.rows.toLocaleString("en-US")} ${
        size.rows === 1 ? "row" : "rows"
      }, about ${bytesText(size.bytes)})`;
    this.#say(
      `Export ${exportId}: this read takes the whole table ${
        tableLabel(table)
      }${found}, and all of it will be shipped. Restrict it if the paper needs less.`,
    );
  }

  /** Counted where that is quick; the server's own number is a guess. */
  async #size(table: TableInfo): Promise<TableSize | null> {
    const sizes = await tableSizes(this.#pool, [table.fullName]);
    const size = sizes.get(table.fullName);
    if (size === undefined) return null;
    if (size.rows > QUICK) return size;
    const [[rows] = []] = await this.#pool.texts(
      `SELECT COUNT(*) FROM ${table.fullName}`,
    );
    return { ...size, rows: Number(rows) };
  }
}

function isAll(rows: RowsRead["rows"]): boolean {
  return "text" in rows && rows.text === "TRUE";
}

/** How many keys there are, 0 where they are few. */
function manyKeys(rows: RowsRead["rows"]): number {
  return "keys" in rows && rows.keys.length >= MANY ? rows.keys.length : 0;
}

/** So many keys may be a whole table that is worth a word. */
const MANY = 100;
/** The most rows that are counted. */
const QUICK = 1_000_000;

/** The notice is no reason for a read to fail. */
function unknown(error: unknown): null {
  if (error instanceof SpyglassError) return null;
  throw error;
}
