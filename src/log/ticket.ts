/**
 * One read, as the log sees it: what it gave is in the log before it is handed out.
 *
 * @module
 */
import type { HeldSnapshot } from "../connection/held_snapshot.ts";
import { within } from "../connection/within.ts";
import type {
  GivenRows,
  OpenChunk,
  ReadAgain,
  ReadTicket,
  RecordedEntry,
  RowsRead,
} from "../query/reading/observer.ts";
import type { TableInfo } from "../schema/table.ts";
import type { ActiveExport } from "./exports/active_export.ts";
import { type Claim, removed } from "./removal/claims.ts";
import { type Entry, holds, provisional } from "./entries/entry.ts";
import { earlierClaims } from "./removal/earlier_claims.ts";
import { GivenRead } from "./removal/given_read.ts";
import { type ExportKey, nameOf } from "./exports/ids.ts";
import type { ToldSessions } from "./exports/included_sessions.ts";
import { Moment } from "./moment.ts";
import { ReadExport } from "./read_export.ts";
import { storable, withoutLog, withoutRows } from "./entries/loggable.ts";
import { replacing } from "./removal/removal_right.ts";
import { stillGiven } from "./notes/still_given.ts";
import { takeBack } from "./removal/taking_back.ts";
import type { TicketOptions } from "./ticket_options.ts";
import type { LoggedRead } from "./notes/waiting_reads.ts";
import type { Covered } from "./whole_tables.ts";

/** A read that is logged. */
export class Ticket implements ReadTicket {
  readonly logs = true;
  readonly exportId: number;
  readonly #options: TicketOptions;
  readonly #export: ReadExport;
  readonly #read: GivenRead;
  /** What `record` logged, which may still be taken back, and what a stream gave that holds its snapshot. */
  readonly #unnoted: Entry[] = [];
  #isInSnapshot = false;
  readonly #covered: Covered = new Map();
  readonly #warnedOf: ToldSessions = new Map();
  readonly #done: (ticket: Ticket) => void;
  /** When the read began. */
  readonly #time = Date.now();
  readonly #began = performance.now();
  readonly #beganInTransaction: boolean;
  #given: GivenRows | null = null;
  readonly #repeats: ReadAgain[] = [];
  readonly #ended = new Moment();
  readonly #hasGivenSome = new Moment();
  #pause: (() => Promise<void>) | null = null;

  constructor(
    active: ActiveExport,
    options: TicketOptions,
    keys: Map<number, ExportKey>,
    done: (ticket: Ticket) => void,
  ) {
    this.exportId = active.id;
    this.#read = new GivenRead(active.id, options.store.memory);
    this.#export = new ReadExport(active, { keys, keyOf: options.keyOf });
    this.#options = options;
    this.#done = done;
    this.#beganInTransaction = options.isInTransaction();
  }

  /**
   * Resolves when the read has ended, or is a stream that has logged what it gave and is not asked for more: its
   * reader may have left it for good.
   *
   * @param grace Milliseconds in which such a reader may come back.
   */
  async settled(grace: number): Promise<void> {
    const ended = this.#ended.wait();
    await Promise.race([ended, this.#hasGivenSome.wait()]);
    if (grace > 0) await within(ended, grace);
    await this.#pause?.();
    // Its reader may never come back.
    if (this.#isInSnapshot) this.#tellNotesOfRest();
  }

  /** See {@linkcode ReadTicket.recorded}. */
  get recorded(): readonly RecordedEntry[] {
    return this.#read.recorded;
  }

  /** See {@linkcode ReadTicket.note}. */
  get note(): string {
    const { key } = this.#export;
    const name = key ? ` (${nameOf(key)})` : "";
    return `logged in export ${this.exportId}${name}`;
  }

  /** See {@linkcode ReadTicket.accepts}. */
  accepts(text: string, isProvisional?: boolean): boolean {
    return holds(text, this.#options.limits(), isProvisional);
  }

  /** See {@linkcode ReadTicket.record}. */
  async record(given: readonly RowsRead[]): Promise<void> {
    const rows = withoutLog(given);
    // Nothing is awaited that need not be: the entry goes out before this returns.
    if (!this.#export.isKnown) await this.#export.check();
    const entries = this.#entriesOf(rows);
    await this.#write(entries);
    for (const entry of entries) this.#unnoted.push(entry);
    const warning = this.#warning(rows);
    if (warning !== null) await warning;
  }

  /** See {@linkcode ReadTicket.through}. */
  async through(views: readonly string[]): Promise<void> {
    if (views.length === 0) return;
    await this.#export.check();
    await this.#options.views.note(this.exportId, views);
  }

  /** See {@linkcode ReadTicket.gave}. */
  gave(given: GivenRows): Promise<void> | null {
    this.#given = given;
    const { wholeTables } = this.#options;
    return wholeTables.mayBeAll(this.exportId, given)
      ? wholeTables.checkGiven(this.exportId, given)
      : null;
  }

  /** See {@linkcode ReadTicket.repeats}. */
  repeats(again: ReadAgain): void {
    this.#repeats.push(again);
  }

  /** See {@linkcode ReadTicket.readsIn}. */
  readsIn(snapshot: Pick<HeldSnapshot, "afterwards">): void {
    if (!this.#isSeenByOthers) return;
    this.#isInSnapshot = true;
    snapshot.afterwards((free) => {
      const read = this.#loggedRead(this.#unnoted.splice(0));
      return this.#options.notes.addIn(free, read);
    });
  }

  /** See {@linkcode ReadTicket.open}. */
  async open(given: readonly RowsRead[]): Promise<OpenChunk> {
    const rows = withoutLog(given);
    await this.#export.check();
    const entries = this.#entriesOf(rows);
    const { included, removalRight, store } = this.#options;
    await removalRight.check(this.exportId);
    const earlier = await earlierClaims(
      this.#read,
      store,
      this.exportId,
      entries,
    );
    const whole = await store.write(
      this.exportId,
      earlier === null ? provisional(entries) : [],
    );
    const ids = [...whole.values()].filter((id) => id !== null);
    try {
      await included.check(this.exportId, rows, this.#warnedOf);
    } catch (error) {
      // Nothing of the chunk is given.
      await removalRight.remove(this.exportId, ids);
      throw error;
    }
    // Its reader may leave it for good from here on.
    this.#hasGivenSome.come();
    return {
      close: async (given) => await this.#closeChunk(ids, earlier, given),
    };
  }

  /** See {@linkcode ReadTicket.onPause}. */
  onPause(pause: (() => Promise<void>) | null): void {
    this.#pause = pause;
  }

  /** See {@linkcode ReadTicket.lookedAt}. */
  async lookedAt(tables: readonly TableInfo[]): Promise<void> {
    const others = withoutRows(tables, this.recorded);
    if (others.length > 0) await this.record(others);
  }

  /** See {@linkcode ReadTicket.hasRead}. */
  async hasRead(rows: readonly RowsRead[]): Promise<void> {
    await this.#options.wholeTables.check(this.exportId, rows);
  }

  /** See {@linkcode ReadTicket.retract}. */
  async retract(): Promise<string | null> {
    this.#unnoted.length = 0;
    const { store } = this.#options;
    return await takeBack(store, this.exportId, this.#read.fail());
  }

  /** See {@linkcode ReadTicket.end}. */
  end(): void {
    this.#tellNotesOfRest();
    this.#read.end();
    this.#done(this);
    this.#ended.come();
  }

  /**
   * Puts what was given of a chunk in the place of all of it.
   *
   * @param ids Those of the entries that stand for all of it.
   * @param earlier Claims on what earlier reads had logged of all of it: that stays for them, and not for this read, of
   * which its reader may have taken less.
   */
  async #closeChunk(
    ids: readonly number[],
    earlier: readonly Claim[] | null,
    given: () => Promise<readonly RowsRead[]>,
  ): Promise<void> {
    const { removalRight, wholeTables } = this.#options;
    const { rows, left } = await replacing(this.exportId, ids, async () => {
      const rows = withoutLog(await given());
      const left = this.#entriesOf(rows);
      await this.#write(left);
      return { rows, left };
    });
    if (earlier !== null) this.#read.withdraw(earlier);
    if (this.#isInSnapshot) this.#unnoted.push(...left);
    else this.#tellNotes(left);
    await removalRight.remove(this.exportId, ids);
    await wholeTables.checkChunk(this.exportId, rows, this.#covered);
  }

  #entriesOf(rows: readonly RowsRead[]): readonly Entry[] {
    return rows.flatMap((read) => storable(read, this.#options.limits()));
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    const { news, store } = this.#options;
    const claims = this.#read.claim(entries);
    if (claims.some(({ removal }) => removal !== null)) await removed(claims);
    const written = await store.write(this.exportId, entries);
    for (const [at, entry] of entries.entries()) {
      const id = written.get(entry);
      if (id === null) claims[at]!.isUnsure = true;
      else if (id !== undefined) claims[at]!.written.push(id);
      this.#read.logged({ exportId: this.exportId, ...entry });
    }
    if (news === undefined || entries.length === 0) return;
    news.logged(this.exportId, await store.lastPlaces(this.exportId, entries));
  }

  /** A note says that the read has ended: others rest on entries that have one. */
  #tellNotes(entries: readonly Entry[]): void {
    this.#options.notes.add(this.#loggedRead(entries));
  }

  #tellNotesOfRest(): void {
    if (this.#unnoted.length > 0) this.#tellNotes(this.#unnoted.splice(0));
  }

  #loggedRead(entries: readonly Entry[]): LoggedRead {
    return {
      exportId: this.exportId,
      entries,
      time: this.#time,
      began: this.#began,
      isSeenByOthers: this.#isSeenByOthers,
      given: this.#given,
      stillGiven: stillGiven(
        this.#repeats,
        performance.now() - this.#began,
        (rows) => this.#entriesOf(withoutLog(rows)),
      ),
    };
  }

  /** A stream may be asked for outside of a transaction, whose rows nobody else sees, and read inside. */
  get #isSeenByOthers(): boolean {
    return !this.#beganInTransaction && !this.#options.isInTransaction();
  }

  /** @returns What the read must wait for; `null` where there is nothing to warn of. */
  #warning(rows: readonly RowsRead[]): Promise<unknown> | null {
    const { exportId: id } = this;
    const { included, wholeTables } = this.#options;
    if (!included.isLimited(id) && !wholeTables.mayBeWhole(rows)) return null;
    return Promise.all([
      included.check(id, rows, this.#warnedOf),
      wholeTables.check(id, rows),
    ]);
  }
}
