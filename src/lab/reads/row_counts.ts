/**
 * How many rows the reads of a paper select: counted one after the other, and given up where counting takes long. Nobody
 * waits for it.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { running } from "../../log/entries/entry.ts";
import type { LoggedEntry } from "../../log/paper_log.ts";
import type { TableInfo } from "../../schema/table.ts";
import { textLiteral } from "../../sql/literal.ts";
import { identity } from "./paper_entries.ts";

/** What counting needs. */
export interface RowCountOptions {
  readonly pool: () => Promise<Pool>;
  /** What a table is; nothing where there is none of this name any more. */
  readonly info: (table: string) => TableInfo | undefined;
  /** Called when something new is known. */
  readonly changed: () => void;
}

/** Counts of tables and entries. */
export class RowCounts {
  readonly #options: RowCountOptions;
  /** Table → how many entries it had when it was counted, and the rows. */
  readonly #tables = new Map<
    string,
    { entries: string; rows: number | null }
  >();
  readonly #entries = new Map<string, number | null>();
  /** Average bytes of a row, as the server's statistics have it. */
  readonly #bytes = new Map<string, number>();
  readonly #slow = new Set<string>();
  #round = 0;
  #limit: Promise<(sql: string) => string> | null = null;

  constructor(options: RowCountOptions) {
    this.#options = options;
  }

  /** Rows that a table's entries select together; `null` while unknown. */
  rowsOfTable(table: string): number | null {
    return this.#tables.get(table)?.rows ?? null;
  }

  /** True where a table's rows were not counted because that takes long. */
  isSlow(table: string): boolean {
    return this.#slow.has(table);
  }

  /** Bytes of these rows, estimated. */
  bytesOfTable(table: string): number | null {
    const rows = this.rowsOfTable(table);
    const bytes = this.#bytes.get(table);
    return rows === null || bytes === undefined ? null : rows * bytes;
  }

  /** Rows that an entry selects; `null` while unknown. */
  rowsOf(entry: LoggedEntry): number | null {
    return this.#entries.get(identity(entry)) ?? null;
  }

  /** Stops counting. */
  stop(): void {
    this.#round++;
  }

  /**
   * Begins to count what these entries select, instead of what was wanted before.
   *
   * @returns False where it did not come to its end.
   */
  async count(
    tables: ReadonlyMap<string, readonly LoggedEntry[]>,
  ): Promise<boolean> {
    const round = ++this.#round;
    const goesOn = () => round === this.#round;
    try {
      await this.#measure([...tables.keys()]);
      for (const [table, entries] of newestFirst(tables)) {
        if (!goesOn()) return false;
        await this.#countTable(table, entries);
      }
      for (const entry of newestEntries(tables)) {
        if (!goesOn()) return false;
        await this.#countEntry(entry);
      }
      return goesOn();
    } catch {
      // The server is away: who asks it for the log says so.
      return false;
    }
  }

  async #countTable(
    table: string,
    entries: readonly LoggedEntry[],
  ): Promise<void> {
    const last = entries.at(-1)!;
    const state = `${entries.length} ${identity(last)}`;
    if (this.#tables.get(table)?.entries === state) return;
    const texts = [...new Set(entries.map(({ restriction }) => restriction))];
    const where = texts.includes("True") ? ["True"] : texts;
    this.#slow.delete(table);
    const rows = await this.#rows(table, where);
    this.#tables.set(table, { entries: state, rows });
    if (texts.length === 1) this.#entries.set(identity(last), rows);
    this.#options.changed();
  }

  async #countEntry(entry: LoggedEntry): Promise<void> {
    if (this.#entries.has(identity(entry))) return;
    const rows = await this.#rows(entry.table, [entry.restriction]);
    this.#entries.set(identity(entry), rows);
    this.#options.changed();
  }

  /**
   * `null` where the server refuses it, or takes too long over it.
   *
   * @throws {Error} It could not be asked: another time it may tell.
   */
  async #rows(
    table: string,
    restrictions: readonly string[],
  ): Promise<number | null> {
    const length = restrictions.reduce((sum, text) => sum + text.length, 0);
    if (length > LONGEST) return null;
    const where = restrictions.map((text) => `(${running(text)}\n)`);
    const pool = await this.#options.pool();
    const limited = await (this.#limit ??= limitOf(pool));
    try {
      const [[count] = []] = await pool.texts(
        limited(`SELECT COUNT(*) FROM ${table} WHERE ${where.join("OR")}`),
      );
      return Number(count);
    } catch (error) {
      const isAnswer = error instanceof QueryError && !LOST.has(error.errno);
      if (!isAnswer) throw error;
      if (TOO_LONG.has(error.errno)) this.#slow.add(table);
      return null;
    }
  }

  async #measure(tables: readonly string[]): Promise<void> {
    const unknown = tables.filter((table) => !this.#bytes.has(table))
      .flatMap((table) => this.#options.info(table) ?? []);
    const pool = await this.#options.pool();
    for (const [schema, infos] of Map.groupBy(unknown, (info) => info.schema)) {
      const names = new Map(infos.map((info) => [info.name, info.fullName]));
      // Both are named: the server then opens these tables only.
      const rows = await pool.texts(
        `SELECT TABLE_NAME, AVG_ROW_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${
          textLiteral(schema)
        } AND TABLE_NAME IN (${[...names.keys()].map(textLiteral).join(", ")})`,
      );
      for (const [name, bytes] of rows) {
        const table = names.get(name!);
        if (table && Number(bytes) > 0) this.#bytes.set(table, Number(bytes));
      }
    }
  }
}

/** The statement's time was over: MariaDB's number, and MySQL's. */
const TOO_LONG: ReadonlySet<number> = new Set([1969, 3024]);
/** The connection ended: killed, shut down, gone, lost. */
const LOST: ReadonlySet<number> = new Set([1927, 1053, 2006, 2013]);
/** Characters of conditions that are put together; packets of a server have a limit. */
const LONGEST = 500_000;
/** Seconds that the server may take to count. */
const PATIENCE = 2;
/** How many single entries are counted. */
const MOST = 400;

/** How a statement is limited in time: MariaDB and MySQL differ. */
async function limitOf(pool: Pool): Promise<(sql: string) => string> {
  const [[version] = [""]] = await pool.texts("SELECT VERSION()");
  return /mariadb/i.test(version ?? "")
    ? (sql) => `SET STATEMENT max_statement_time=${PATIENCE} FOR ${sql}`
    : (sql) =>
      sql.replace(
        /^SELECT/,
        `SELECT /*+ MAX_EXECUTION_TIME(${PATIENCE * 1000}) */`,
      );
}

function newestFirst(
  tables: ReadonlyMap<string, readonly LoggedEntry[]>,
): [string, readonly LoggedEntry[]][] {
  return [...tables].sort(([, a], [, b]) =>
    b.at(-1)!.tableId - a.at(-1)!.tableId
  );
}

function newestEntries(
  tables: ReadonlyMap<string, readonly LoggedEntry[]>,
): LoggedEntry[] {
  return [...tables.values()].flatMap((entries) => entries.slice(-20))
    .sort((a, b) => b.tableId - a.tableId).slice(0, MOST);
}
