/**
 * Sessions that a paper may show: a read of another one is logged, and warned of.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { whereTexts } from "../keys/where.ts";
import type { RowsRead } from "../query/observer.ts";
import { NWB_FILE_NAME } from "../spyglass/nwb_tables.ts";
import { textLiteral } from "../sql/literal.ts";
import type { ReadNews } from "./read_news.ts";

/** The sessions that exports may show; an export without a list may show all. */
export class IncludedSessions {
  readonly #pool: Pool;
  readonly #warn: (text: string) => void;
  readonly #news: ReadNews | undefined;
  readonly #names = new Map<number, readonly string[]>();

  /** @param warn Told of each read of another session; so is `news`, without words. */
  constructor(pool: Pool, warn: (text: string) => void, news?: ReadNews) {
    this.#pool = pool;
    this.#warn = warn;
    this.#news = news;
  }

  /** Sets an export's list; `null`: all sessions. */
  set(exportId: number, names: readonly string[] | null): void {
    if (names === null) this.#names.delete(exportId);
    else this.#names.set(exportId, names);
  }

  /**
   * Warns where rows name a session that is not in the list. Only rows that name their session themselves are looked
   * at here; `populatePaper({ includedNwbFiles })` follows all references.
   */
  async check(exportId: number, reads: readonly RowsRead[]): Promise<void> {
    const names = this.#names.get(exportId);
    if (names === undefined) return;
    for (const read of reads) {
      const others = await this.#others(read, names);
      if (others.length === 0) continue;
      this.#news?.outside(exportId, read.table.fullName, others);
      this.#warn(
        `Export ${exportId}: this read of ${read.table.fullName} holds rows of ${
          others.join(", ")
        }, not among includedNwbFiles (${names.join(", ") || "none"}).`,
      );
    }
  }

  async #others(
    { table, rows }: RowsRead,
    names: readonly string[],
  ): Promise<string[]> {
    if (!table.columns.some(({ name }) => name === NWB_FILE_NAME)) return [];
    const conditions = "text" in rows
      ? [rows.text]
      : whereTexts(table, rows.keys, { anyTimeZone: true });
    const listed = names.length === 0
      ? "FALSE"
      : `${NWB_FILE_NAME} IN (${names.map(textLiteral).join(", ")})`;
    const found = new Set<string>();
    for (const condition of conditions) {
      const sessions = await this.#pool.texts(
        `SELECT DISTINCT ${NWB_FILE_NAME} FROM ${table.fullName} WHERE (${condition}) AND NOT ${listed} LIMIT 10`,
      );
      for (const [name] of sessions) found.add(name!);
    }
    return [...found].sort();
  }
}
