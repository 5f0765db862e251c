/**
 * Sessions that a paper may show: a read of another one is logged, and warned of.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { within } from "../../connection/within.ts";
import { SpyglassError } from "../../errors.ts";
import { whereTexts } from "../../keys/where.ts";
import { shortList } from "../../names/short_list.ts";
import type { RowsRead } from "../../query/reading/observer.ts";
import { NWB_FILE_NAME } from "../../spyglass/nwb_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import { includedNames, setIncludedNames } from "./included_names.ts";
import type { ReadNews } from "../read_news.ts";

/** What looking at sessions needs beside the log. */
export interface IncludedSessionsOptions {
  readonly pool: Pool;
  /** Which server it is: an export's id says nothing on another one. */
  readonly server: string;
  /** Told of each read of another session. */
  readonly warn: (text: string) => void;
  /** Told of each read of another session, without words. */
  readonly news?: ReadNews;
  /** The sessions that rows rest on through whatever they refer to. */
  readonly sessionsOf: (reads: readonly RowsRead[]) => Promise<string[]>;
}

/** What is looked at. */
interface Look {
  readonly reads: readonly RowsRead[];
  /** The list. */
  readonly names: readonly string[];
  readonly told: ToldSessions;
}

/** Which sessions one read has been warned of, by the table's full name. */
export type ToldSessions = Map<string, Set<string>>;

/** The sessions that exports may show; an export without a list may show all. */
export class IncludedSessions {
  readonly #options: IncludedSessionsOptions;

  /** @param options What looking at sessions needs beside the log. */
  constructor(options: IncludedSessionsOptions) {
    this.#options = options;
  }

  /** Sets the list of the export that becomes the active one; `null`: all sessions. */
  set(exportId: number, names: readonly string[] | null): void {
    const { server, warn } = this.#options;
    if (setIncludedNames(server, exportId, names)) return;
    warn(
      `Export ${exportId}: ${
        names!.length
      } names in includedNwbFiles are too many to be handed to other processes: reads of those that this one starts are logged without a warning.`,
    );
  }

  /** True where an export has a list, so that its reads must be looked at. */
  isLimited(exportId: number): boolean {
    return includedNames(this.#options.server, exportId) !== null;
  }

  /**
   * Warns where rows name a session that is not in the list, or rest on one through others. Whoever waits to alter a
   * table lets nobody else at it until a stream or a transaction of ours that has read it ends: where it takes so long,
   * the warning comes after the read.
   *
   * @param told What this read was warned of already: a stream comes in chunks, a union in parts.
   */
  async check(
    exportId: number,
    reads: readonly RowsRead[],
    told: ToldSessions,
  ): Promise<void> {
    const names = includedNames(this.#options.server, exportId);
    if (names === null) return;
    await within(this.#look(exportId, { reads, names, told }), LONGEST);
  }

  async #look(exportId: number, { reads, names, told }: Look): Promise<void> {
    const { news, warn } = this.#options;
    for (const read of reads) {
      if ("keys" in read.rows && read.rows.keys.length === 0) continue;
      const { fullName } = read.table;
      const known = told.get(fullName) ?? new Set();
      const others = (await this.#outside(read, names))
        .filter((name) => !known.has(name));
      if (others.length === 0) continue;
      told.set(fullName, known.union(new Set(others)));
      news?.outside(exportId, fullName, others);
      warn(
        `Export ${exportId}: this read of ${fullName} rests on ${
          shortList(others)
        }, not among includedNwbFiles (${shortList(names) || "none"}).`,
      );
    }
  }

  async #outside(
    read: RowsRead,
    names: readonly string[],
  ): Promise<readonly string[]> {
    const named = await this.#named(read, names);
    try {
      const resting = await this.#options.sessionsOf([read]);
      const others = resting.filter((name) => !names.includes(name));
      return [...new Set([...named, ...others])].sort();
    } catch (error) {
      // What cannot be told now, populating the paper tells.
      if (error instanceof SpyglassError) return named;
      throw error;
    }
  }

  async #named(
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
      const sessions = await this.#options.pool.texts(
        `SELECT DISTINCT ${NWB_FILE_NAME} FROM ${table.fullName} WHERE (${condition}) AND NOT ${listed} LIMIT 10`,
      );
      for (const [name] of sessions) found.add(name!);
    }
    return [...found].sort();
  }
}

/** For so many milliseconds a read waits until its sessions are known. */
const LONGEST = 5000;
