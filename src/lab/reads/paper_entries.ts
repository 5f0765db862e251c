/**
 * What the log holds of one paper, kept up to date by one cheap question: whoever logs there, this process or another.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { LoggedEntry } from "../../log/paper_log.ts";
import type { PlacedEntry } from "../../log/notes/read_notes.ts";
import { SELECTION_TABLE } from "../../spyglass/usage_tables.ts";
import {
  countedExports,
  type ExportEnd,
  exportEnds,
  type SeenExport,
} from "./paper_exports.ts";

/** The entries of one paper. */
export class PaperEntries {
  readonly paperId: string;
  #exports: readonly SeenExport[] = [];
  #tables = new Map<string, LoggedEntry[]>();
  /** Tables of which a read took everything. */
  #whole = new Set<string>();
  /** Place → entry. */
  #places = new Map<string, LoggedEntry>();
  /** Places of entries that this process told of and no look has found yet. */
  #announced = new Set<string>();
  #hasLooked = false;
  /** Grows with each change. */
  #revision = 0;
  /** When entries may be counted again, by `performance.now()`. */
  #countAgain = 0;

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

  /** Whether the server has told them once. */
  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  /** Whether a read took all of a table. */
  isWhole(table: string): boolean {
    return this.#whole.has(table);
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

  /** Whether an entry is of one of the paper's exports that are known. */
  isOf({ exportId }: Pick<PlacedEntry, "exportId">): boolean {
    return this.#exports.some((one) => one.exportId === exportId);
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
   * @param isThorough Whether entries are counted, too, where that was not just done: what others take away from the
   * middle of a log is found by nothing else.
   * @returns The entries that are new since the last look.
   */
  async refresh(
    session: Session,
    isThorough = true,
  ): Promise<readonly LoggedEntry[]> {
    const fresh = await this.#refresh(session, isThorough);
    this.#hasLooked = true;
    return fresh;
  }

  async #refresh(
    session: Session,
    isThorough: boolean,
  ): Promise<readonly LoggedEntry[]> {
    const now = await this.#look(session, isThorough);
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
    this.#exports = now.map((one) => ({
      ...one,
      entries: one.entries ?? countWith(one, before.get(one.exportId), found),
    }));
    if (fresh.length > 0 || now.length > before.size) this.#revision++;
    return fresh;
  }

  /** Counting takes the longer, the more there are: it is done so often that it takes a small share of the time. */
  async #look(session: Session, isThorough: boolean): Promise<Found[]> {
    const begun = performance.now();
    if (!isThorough || begun < this.#countAgain) {
      return await exportEnds(session, this.paperId);
    }
    const found = await countedExports(session, this.paperId);
    const took = performance.now() - begun;
    this.#countAgain = performance.now() + Math.min(took * COUNTED, LONGEST);
    return found;
  }

  /** Something was taken away, or replaced: everything is read again. */
  async #reload(
    session: Session,
    now: readonly Found[],
  ): Promise<readonly LoggedEntry[]> {
    const known = new Set([...this.#places.values()].map(identity));
    const all = await newEntries(session, now, new Map());
    this.#tables = new Map();
    this.#whole = new Set();
    this.#places = new Map();
    this.#announced = new Set();
    this.#add(all);
    this.#exports = now.map((one) => ({
      ...one,
      entries: one.entries ?? countWith(one, undefined, all),
    }));
    this.#revision++;
    return all.filter((entry) => !known.has(identity(entry)));
  }

  /**
   * Strikes off what was announced and is found. False where something that must be there is not, or is another one:
   * it was taken away at once.
   */
  #hasAnnounced(
    now: readonly Found[],
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
      if (entry.restriction === "True") this.#whole.add(entry.table);
      const list = this.#tables.get(entry.table);
      if (list === undefined) this.#tables.set(entry.table, [entry]);
      else insertInOrder(list, entry);
    }
  }
}

/** An export as a look has found it; without a number where nothing was counted. */
type Found = ExportEnd & { readonly entries?: number };

/** Times as long as counting took. */
const COUNTED = 20;
/** Milliseconds: a server that was slow once is not always. */
const LONGEST = 2000;

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

function isSame(before: SeenExport | undefined, now: Found): boolean {
  return before !== undefined && before.lastId === now.lastId &&
    before.lastText === now.lastText &&
    (now.entries === undefined || before.entries === now.entries);
}

/** True where what is new is all that differs. */
function isExplained(
  now: Found,
  before: ReadonlyMap<number, SeenExport>,
  fresh: readonly LoggedEntry[],
): boolean {
  const had = before.get(now.exportId);
  const isLater = had === undefined || now.lastId > had.lastId ||
    now.entries === 0;
  return isLater && (now.entries === undefined ||
    now.entries === countWith(now, had, fresh));
}

/** How many there are with the new ones. */
function countWith(
  { exportId }: ExportEnd,
  had: SeenExport | undefined,
  fresh: readonly LoggedEntry[],
): number {
  const added = fresh.filter((entry) => entry.exportId === exportId);
  return (had?.entries ?? 0) + added.length;
}

async function newEntries(
  session: Session,
  exports: readonly ExportEnd[],
  before: ReadonlyMap<number, SeenExport>,
): Promise<LoggedEntry[]> {
  const grown = exports.filter((one) => one.lastText !== "");
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
