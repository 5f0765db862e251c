/**
 * Which entries an export has, as far as this process has seen them: nothing is looked up twice.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { SELECTION_TABLE } from "../spyglass/usage_tables.ts";
import type { Entry } from "./entry.ts";

/** Where entries may be. */
export interface Places {
  /** Ids under which they were when we last looked. */
  readonly ids: readonly number[];
  /** The last id that we looked at: they may be at any later one, too. */
  readonly last: number;
}

/** What is remembered of the log. Others may remove entries at any time: this says only where to look. */
export class KnownEntries {
  readonly #session: Session;
  readonly #exports = new Map<number, Promise<Seen>>();

  /** @param session Where the log is. */
  constructor(session: Session) {
    this.#session = session;
  }

  /** Says where to look for entries that are about to be written. */
  async of(exportId: number, entries: readonly Entry[]): Promise<Places> {
    const seen = await this.#look(exportId);
    seen.written += entries.length;
    const ids = entries.map((entry) => seen.ids.get(idOf(entry)))
      .filter((id) => id !== undefined);
    return { ids, last: seen.last };
  }

  #look(exportId: number): Promise<Seen> {
    const before = this.#exports.get(exportId);
    const now = before === undefined
      ? this.#read(exportId, { ids: new Map(), last: 0, written: 0 })
      : before.then((seen) =>
        seen.written < OFTEN ? seen : this.#read(exportId, seen)
      );
    // A look that failed is no reason not to look again.
    const kept = now.catch((error) => {
      this.#exports.delete(exportId);
      throw error;
    });
    kept.catch(() => {});
    this.#exports.set(exportId, kept);
    return kept;
  }

  async #read(exportId: number, seen: Seen): Promise<Seen> {
    const rows = await this.#session.texts(
      `SELECT table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE export_id = ${exportId} AND table_id > ${seen.last} ORDER BY table_id`,
    );
    for (const [id, table, restriction] of rows) {
      seen.last = Math.max(seen.last, Number(id));
      if (seen.ids.size >= MOST) continue;
      seen.ids.set(
        idOf({ table: table!, restriction: restriction! }),
        Number(id),
      );
    }
    seen.written = 0;
    return seen;
  }
}

interface Seen {
  /** Entry → its id. */
  readonly ids: Map<string, number>;
  last: number;
  /** How many may have been written since. */
  written: number;
}

/** After so many writes it is cheaper to look again than to compare with all that came since. */
const OFTEN = 16;
/** How many entries of an export are remembered. */
const MOST = 100_000;

function idOf({ table, restriction }: Entry): string {
  return `${table}\n${restriction}`;
}
