/**
 * What the log holds of one paper, kept up to date by one cheap question: whoever logs there, this process or another.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { QueryError } from "../errors.ts";
import { exactly } from "../log/ids.ts";
import type { LoggedEntry } from "../log/paper_log.ts";
import type { PlacedEntry } from "../log/read_notes.ts";
import { EXPORT_SELECTION, SELECTION_TABLE } from "../spyglass/usage_tables.ts";

/** One export of the paper, as it was last seen. */
export interface SeenExport {
  readonly exportId: number;
  readonly analysisId: string;
  readonly version: string;
  readonly entries: number;
  readonly lastId: number;
  /** Tells the last entry from another one that got its id. */
  readonly lastText: string;
}

/** The entries of one paper. */
export class PaperEntries {
  readonly paperId: string;
  #exports: readonly SeenExport[] = [];
  #tables = new Map<string, LoggedEntry[]>();
  /** Place → entry. */
  #places = new Map<string, LoggedEntry>();
  /** Places of entries that this process told of and no look has found yet. */
  #announced = new Set<string>();
  /** Grows with each change. */
  #revision = 0;

  /** @param paperId The paper. */
  constructor(paperId: string) {
    this.paperId = paperId;
  }

  /** Its exports, the newest last. */
  get exports(): readonly SeenExport[] {
    return this.#exports;
  }

  /** Full name of a table → its entries in the order of the log. */
  get tables(): ReadonlyMap<string, readonly LoggedEntry[]> {
    return this.#tables;
  }

  /** How many entries there are. */
  get total(): number {
    return this.#places.size;
  }

  /** Another number whenever something has changed. */
  get revision(): number {
    return this.#revision;
  }

  /** One entry; `null` where there is none of these ids. */
  entry(exportId: number, tableId: number): LoggedEntry | null {
    return this.#places.get(placeOf({ exportId, tableId })) ?? null;
  }

  /**
   * Takes entries that this process has just written: nobody waits for the server to say so. The next look finds them,
   * or that they are gone.
   *
   * @returns True where one of them is new.
   */
  announce(entries: readonly PlacedEntry[]): boolean {
    const names = new Map(
      this.#exports.map((one) => [one.exportId, one.analysisId]),
    );
    const fresh = entries.flatMap((entry) => {
      const analysisId = names.get(entry.exportId);
      const isNew = !this.#places.has(placeOf(entry));
      return isNew && analysisId !== undefined
        ? [{ ...entry, analysisId }]
        : [];
    });
    if (fresh.length === 0) return false;
    this.#add(fresh);
    for (const entry of fresh) this.#announced.add(placeOf(entry));
    this.#revision++;
    return true;
  }

  /**
   * Looks whether something has changed, and reads what is new.
   *
   * @returns The entries that are new since the last look.
   */
  async refresh(session: Session): Promise<readonly LoggedEntry[]> {
    const now = await exportsOf(session, this.paperId);
    const before = new Map(this.#exports.map((one) => [one.exportId, one]));
    const changed = now.filter((one) => !isSame(before.get(one.exportId), one));
    const hasOnlyGrown = this.#exports.every((one) =>
      now.some((other) => other.exportId === one.exportId)
    );
    if (!hasOnlyGrown) return await this.#reload(session, now);
    if (changed.length === 0 && this.#announced.size === 0) return [];
    const found = await newEntries(session, changed, before);
    const isComplete =
      changed.every((one) => isExplained(one, before, found)) &&
      this.#hasAnnounced(now, found);
    if (!isComplete) return await this.#reload(session, now);
    const fresh = found.filter((entry) => !this.#places.has(placeOf(entry)));
    this.#add(fresh);
    this.#exports = now;
    if (fresh.length > 0 || now.length > before.size) this.#revision++;
    return fresh;
  }

  /** Something was taken away, or replaced: everything is read again. */
  async #reload(
    session: Session,
    now: readonly SeenExport[],
  ): Promise<readonly LoggedEntry[]> {
    const known = new Set([...this.#places.values()].map(identity));
    const all = await newEntries(session, now, new Map());
    this.#tables = new Map();
    this.#places = new Map();
    this.#announced = new Set();
    this.#add(all);
    this.#exports = now;
    this.#revision++;
    return all.filter((entry) => !known.has(identity(entry)));
  }

  /**
   * Strikes off what was announced and is found. False where something that must be there is not, or is another one:
   * it was taken away at once.
   */
  #hasAnnounced(
    now: readonly SeenExport[],
    found: readonly LoggedEntry[],
  ): boolean {
    for (const entry of found) {
      const place = placeOf(entry);
      if (!this.#announced.delete(place)) continue;
      if (identity(this.#places.get(place)!) !== identity(entry)) return false;
    }
    return [...this.#announced].every((place) => {
      const { exportId, tableId } = this.#places.get(place)!;
      const seen = now.find((one) => one.exportId === exportId);
      // It may have been written after the look.
      return seen !== undefined && seen.lastId < tableId;
    });
  }

  #add(entries: readonly LoggedEntry[]): void {
    for (const entry of entries) {
      this.#places.set(placeOf(entry), entry);
      const list = this.#tables.get(entry.table);
      if (list === undefined) this.#tables.set(entry.table, [entry]);
      else insertInOrder(list, entry);
    }
  }
}

function placeOf(
  { exportId, tableId }: Pick<PlacedEntry, "exportId" | "tableId">,
): string {
  return `${exportId} ${tableId}`;
}

/** What was announced may stand before what others wrote and is found later. */
function insertInOrder(list: LoggedEntry[], entry: LoggedEntry): void {
  let at = list.length;
  while (at > 0 && isLater(list[at - 1]!, entry)) at--;
  list.splice(at, 0, entry);
}

function isLater(a: LoggedEntry, b: LoggedEntry): boolean {
  return a.tableId > b.tableId ||
    a.tableId === b.tableId && a.exportId > b.exportId;
}

/** What tells an entry from all others, also where an id was given again. */
export function identity(entry: LoggedEntry): string {
  return `${entry.exportId} ${entry.tableId} ${entry.table} ${entry.restriction}`;
}

/** No log yet is an empty log. */
export async function orNothing<T>(
  work: () => Promise<T[]>,
): Promise<T[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueryError && NO_TABLE.has(error.errno)) return [];
    throw error;
  }
}

const NO_TABLE = new Set([1146, 1049]);

/** By the keys' indexes alone, but for the last entry of each export. */
async function exportsOf(
  session: Session,
  paperId: string,
): Promise<SeenExport[]> {
  const last =
    `SELECT CONCAT(table_name, ' ', restriction) FROM ${SELECTION_TABLE} AS l WHERE l.export_id = s.export_id ORDER BY table_id DESC LIMIT 1`;
  const rows = await orNothing(() =>
    session.texts(
      `SELECT s.export_id, s.analysis_id, s.spyglass_version, COUNT(t.table_id), COALESCE(MAX(t.table_id), 0), COALESCE(MD5((${last})), '')
FROM ${EXPORT_SELECTION} AS s LEFT JOIN ${SELECTION_TABLE} AS t ON t.export_id = s.export_id
WHERE ${
        exactly("s.paper_id", paperId)
      } GROUP BY s.export_id, s.analysis_id, s.spyglass_version ORDER BY s.export_id`,
    )
  );
  return rows.map(([id, analysis, version, entries, lastId, lastText]) => ({
    exportId: Number(id),
    analysisId: analysis!,
    version: version!,
    entries: Number(entries),
    lastId: Number(lastId),
    lastText: lastText!,
  }));
}

function isSame(before: SeenExport | undefined, now: SeenExport): boolean {
  return before !== undefined && before.entries === now.entries &&
    before.lastId === now.lastId && before.lastText === now.lastText;
}

/** True where what is new is all that differs. */
function isExplained(
  now: SeenExport,
  before: ReadonlyMap<number, SeenExport>,
  fresh: readonly LoggedEntry[],
): boolean {
  const had = before.get(now.exportId);
  const added = fresh.filter((entry) => entry.exportId === now.exportId);
  return (had?.entries ?? 0) + added.length === now.entries &&
    (had === undefined || now.lastId > had.lastId || now.entries === 0);
}

async function newEntries(
  session: Session,
  exports: readonly SeenExport[],
  before: ReadonlyMap<number, SeenExport>,
): Promise<LoggedEntry[]> {
  const grown = exports.filter((one) => one.entries > 0);
  if (grown.length === 0) return [];
  const names = new Map(
    grown.map(({ exportId, analysisId }) => [exportId, analysisId]),
  );
  // Not beyond what was counted: an entry that came since is the next look's.
  const where = grown.map(({ exportId, lastId }) =>
    `(export_id = ${exportId} AND table_id > ${
      before.get(exportId)?.lastId ?? -1
    } AND table_id <= ${lastId})`
  );
  const rows = await session.texts(
    `SELECT export_id, table_id, table_name, restriction FROM ${SELECTION_TABLE} WHERE ${
      where.join(" OR ")
    } ORDER BY table_id, export_id`,
  );
  return rows.map(([id, tableId, table, restriction]) => ({
    exportId: Number(id),
    analysisId: names.get(Number(id))!,
    tableId: Number(tableId),
    table: table!,
    restriction: restriction!,
  }));
}
