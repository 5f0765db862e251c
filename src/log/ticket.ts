/**
 * One read, as the log sees it: what it gave is in the log before it is handed out.
 *
 * @module
 */
import { isRetryable } from "../connection/server_error.ts";
import { within } from "../connection/within.ts";
import { ExportError, LogError, QueryError } from "../errors.ts";
import { tableLabel } from "../query/context.ts";
import type {
  OpenChunk,
  ReadTicket,
  RecordedEntry,
  RowsRead,
} from "../query/reading/observer.ts";
import type { TableInfo } from "../schema/table.ts";
import { RESTRICTION_LENGTH, USAGE_SCHEMA } from "../spyglass/usage_tables.ts";
import type { Claim, Claims } from "./claims.ts";
import {
  entriesOf,
  type Entry,
  type EntryLimits,
  provisional,
} from "./entry.ts";
import type { ExportKey } from "./ids.ts";
import type { IncludedSessions } from "./included_sessions.ts";
import { Moment } from "./moment.ts";
import type { ReadNews } from "./read_news.ts";
import type { NoteTaker } from "./note_taker.ts";
import type { LogStore } from "./store.ts";
import type { WholeTables } from "./whole_tables.ts";

/** What reads need of the rest. */
export interface TicketOptions {
  readonly store: LogStore;
  /** What the log's columns can hold, as far as they are known now. */
  readonly limits: () => EntryLimits;
  /** The paper and analysis of an export; `null` where the server knows none of that id. */
  readonly keyOf: (exportId: number) => Promise<ExportKey | null>;
  /** The sessions that exports may show. */
  readonly included: IncludedSessions;
  /** Told of each read. */
  readonly news?: ReadNews;
  /** Says which tables are read whole. */
  readonly wholeTables: WholeTables;
  /** Told of each entry, to note what it gave. */
  readonly notes: NoteTaker;
}

/** A read that is logged. */
export class Ticket implements ReadTicket {
  readonly logs = true;
  readonly exportId: number;
  readonly recorded: RecordedEntry[] = [];
  readonly #options: TicketOptions;
  readonly #keys: Map<number, ExportKey>;
  readonly #claims: Claims;
  readonly #claimed: Claim[] = [];
  readonly #done: (ticket: Ticket) => void;
  /** When the read began. */
  readonly #time = Date.now();
  readonly #ended = new Moment();
  readonly #hasGivenSome = new Moment();
  #pause: (() => Promise<void>) | null = null;

  constructor(
    exportId: number,
    options: TicketOptions,
    keys: Map<number, ExportKey>,
    claims: Claims,
    done: (ticket: Ticket) => void,
  ) {
    this.exportId = exportId;
    this.#options = options;
    this.#keys = keys;
    this.#claims = claims;
    this.#done = done;
  }

  /**
   * Resolves when the read has ended, or is a stream that has logged what it gave and is not asked for more: its
   * reader may have left it for good.
   */
  async settled(): Promise<void> {
    const ended = this.#ended.wait();
    await Promise.race([ended, this.#hasGivenSome.wait()]);
    await within(ended, GRACE);
    await this.#pause?.();
  }

  /** See {@linkcode ReadTicket.note}. */
  get note(): string {
    const key = this.#keys.get(this.exportId);
    const name = key ? ` (${key.paper_id} / ${key.analysis_id})` : "";
    return `logged in export ${this.exportId}${name}`;
  }

  /** See {@linkcode ReadTicket.accepts}. */
  accepts(text: string): boolean {
    const table = { fullName: "" } as TableInfo;
    return entriesOf({ table, rows: { text } }, this.#options.limits()) !==
      null;
  }

  /** See {@linkcode ReadTicket.record}. */
  async record(given: readonly RowsRead[]): Promise<void> {
    const rows = withoutLog(given);
    // Nothing is awaited that need not be: the entry goes out before this returns, and the read's own work after it.
    if (!this.#isKnown()) await this.#checkExport();
    await this.#write(this.#entriesOf(rows));
    if (this.#mayWarn(rows)) await this.#warn(rows);
  }

  /** See {@linkcode ReadTicket.open}. */
  async open(given: readonly RowsRead[]): Promise<OpenChunk> {
    const rows = withoutLog(given);
    await this.#checkExport();
    const entries = this.#entriesOf(rows);
    const { store } = this.#options;
    const isThere = await store.has(this.exportId, entries);
    const whole = isThere ? [] : provisional(entries);
    await store.write(this.exportId, whole);
    await this.#warn(rows);
    this.#hasGivenSome.come();
    return {
      close: async (given) => {
        // Rows that an earlier read logged are in the log, whatever is given of them.
        await this.#write(
          isThere ? entries : this.#entriesOf(withoutLog(given)),
        );
        for (const entry of whole) await store.remove(this.exportId, entry);
      },
    };
  }

  /** See {@linkcode ReadTicket.onPause}. */
  onPause(pause: (() => Promise<void>) | null): void {
    this.#pause = pause;
  }

  #entriesOf(rows: readonly RowsRead[]): readonly Entry[] {
    return rows.flatMap((read) => storable(read, this.#options.limits()));
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    const { store } = this.#options;
    const claims = entries.map((entry) =>
      this.#claims.claim(this.exportId, entry)
    );
    this.#claimed.push(...claims);
    const removals = claims.flatMap(({ removal }) => removal ?? []);
    if (removals.length > 0) await Promise.all(removals);
    const written = await store.write(this.exportId, entries);
    for (const [at, entry] of entries.entries()) {
      if (written.has(entry)) claims[at]!.isFresh = true;
      this.recorded.push({ exportId: this.exportId, ...entry });
    }
    if (this.#options.news !== undefined) await this.#tell(entries);
    this.#options.notes.add(this.exportId, entries, this.#time);
  }

  async #tell(entries: readonly Entry[]): Promise<void> {
    const { news, store } = this.#options;
    if (news === undefined || entries.length === 0) return;
    news.logged(this.exportId, await store.remembered(this.exportId, entries));
  }

  #mayWarn(rows: readonly RowsRead[]): boolean {
    const { included, wholeTables } = this.#options;
    return included.isLimited(this.exportId) || wholeTables.mayBeWhole(rows);
  }

  async #warn(rows: readonly RowsRead[]): Promise<void> {
    const { included, wholeTables } = this.#options;
    await Promise.all([
      included.check(this.exportId, rows),
      wholeTables.check(this.exportId, rows),
    ]);
  }

  /** See {@linkcode ReadTicket.retract}. */
  async retract(reason: unknown): Promise<void> {
    for (const claim of this.#claimed) {
      claim.alive--;
      // Another read may have given its rows out since: its entry stays, and so does that of a read cut off.
      if (claim.alive > 0 || !claim.isFresh || !isFinal(reason)) continue;
      // The read's own error is what the user must see; a leftover entry can be forgotten later.
      claim.removal = this.#options.store.remove(this.exportId, claim.entry)
        .then(() => {}, () => {});
      await claim.removal;
    }
  }

  /** See {@linkcode ReadTicket.end}. */
  end(): void {
    this.#claims.release(this.#claimed);
    this.#done(this);
    this.#ended.come();
  }

  #isKnown(): boolean {
    return this.#keys.has(this.exportId);
  }

  /** An inherited id may be one that this server never gave. */
  async #checkExport(): Promise<void> {
    if (this.#isKnown()) return;
    const key = Number.isNaN(this.exportId)
      ? null
      : await this.#options.keyOf(this.exportId);
    if (key === null) {
      throw new LogError(
        `Cannot log a read: SPYGLASS_EXPORT_ID names export ${
          Number.isNaN(this.exportId) ? "that is no number" : this.exportId
        }, which this server does not know, wanted one that it knows; start one: ExportSelection.startExport({ paper_id, analysis_id }), or unset the variable`,
      );
    }
    this.#keys.set(this.exportId, key);
  }
}

/** How long a change of the export waits for a stream whose reader may come back. */
const GRACE = 1000;

/** Reads of the log itself never are in it. */
function withoutLog(rows: readonly RowsRead[]): readonly RowsRead[] {
  return rows.filter(({ table }) => table.schema !== USAGE_SCHEMA);
}

/** What cannot be stored as text must have come as keys: nothing is left out silently. */
function storable(read: RowsRead, limits: EntryLimits): readonly Entry[] {
  const entries = keysOrText(read, limits);
  if (entries !== null) return entries;
  throw new LogError(
    `Cannot log a read of ${read.table.fullName}: its condition is too long for the log or holds characters that its column cannot, wanted the keys of its rows; this is a fault of this module, please report it`,
  );
}

/** A key whose text is longer than an entry cannot be told in parts: a row is named whole or not at all. */
function keysOrText(
  read: RowsRead,
  limits: EntryLimits,
): readonly Entry[] | null {
  try {
    return entriesOf(read, limits);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    const { primaryKey } = read.table;
    throw new LogError(
      `Cannot log a read of ${
        tableLabel(read.table)
      } by the keys of its rows: one key (${
        primaryKey.join(", ")
      }) alone is longer than the ${RESTRICTION_LENGTH} characters that an entry of the log has, wanted rows with shorter keys; read them by a condition that says which they are, without a limit, a join or another query, for example ${read.table.className}\`…\`, or leave them out`,
      { cause: error },
    );
  }
}

/** True where the server would refuse the same statement again: nobody was given rows by it. */
function isFinal(reason: unknown): boolean {
  return reason instanceof QueryError && !isRetryable(reason) &&
    !INTERRUPTED.has(reason.errno);
}

/** Killed, or out of time: the statement itself was fine. */
const INTERRUPTED = new Set([1028, 1317, 1969, 3024]);
