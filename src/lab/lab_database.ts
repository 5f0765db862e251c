/**
 * One connected database as the panel shows it: looked at cheaply and often, computed with rarely and on the side.
 *
 * @module
 */
import { within } from "../connection/within.ts";
import type { Pool } from "../connection/session.ts";
import type { ExportCommandContext } from "../export/commands/export_commands.ts";
import type { Key } from "../keys/key.ts";
import { problemDuring } from "./answering.ts";
import type { LabConnection } from "./connection.ts";
import type { DatabaseState } from "./database_state.ts";
import { type ActiveSince, Exports } from "./exports.ts";
import { Grids } from "./grid/grid.ts";
import { Jobs } from "./slice/jobs.ts";
import { LabPools } from "./lab_pools.ts";
import { lookingContext } from "./looking_context.ts";
import type { ExportName } from "./messages.d.ts";
import { OutcomeWatch } from "./slice/outcome_watch.ts";
import type { OwnReads } from "./reads/own_reads.ts";
import { PaperEntries } from "./reads/paper_entries.ts";
import { factsOf } from "./reads/read_facts.ts";
import { NO_READS, type ReadFacts, readsState } from "./reads/reads_state.ts";
import { RowCounts } from "./reads/row_counts.ts";
import { shownExport } from "./shown_export.ts";
import { NO_SLICE, SliceModel } from "./slice/slice_model.ts";
import { WhenQuiet } from "./when_quiet.ts";

/** What is known of the paper that is shown; nothing of it is true of another one. */
interface ShownPaper {
  readonly entries: PaperEntries;
  readonly slice: SliceModel;
  readonly counts: RowCounts;
}

/** One database, as the panel shows it. */
export class LabDatabase {
  readonly connection: LabConnection;
  readonly own: OwnReads;
  readonly exports: Exports;
  readonly jobs: Jobs;
  readonly grids: Grids;
  /** Connections of the panel's own. */
  readonly pools: LabPools;
  readonly #changed: () => void;
  #problem: string | null = null;
  #looking: Promise<void> | null = null;
  #paper: ShownPaper | null = null;
  #wantedPaper: string | null = null;
  readonly #outcome: OutcomeWatch;
  #computed = "";
  #hasLooked = false;
  #isKnown = false;
  readonly #quiet = new WhenQuiet(QUIET, () => this.#compute());
  #isClosed = false;

  /** `changed` is called when there may be something new to show; `earlier` has the jobs of an earlier connection. */
  constructor(
    connection: LabConnection,
    own: OwnReads,
    changed: () => void,
    earlier: Jobs | null = null,
  ) {
    this.connection = connection;
    this.pools = new LabPools(connection);
    this.own = own;
    this.#changed = changed;
    this.exports = new Exports(connection.remembered, connection.label);
    this.jobs = new Jobs(() => this.#jobChanged(), earlier);
    this.#outcome = new OutcomeWatch(() => this.#context(), changed);
    this.grids = new Grids({
      query: connection.query,
      pool: () => this.pools.looking(),
      sliceKeys: (table) => this.#sliceKeys(table),
      entries: (table) => this.#paper?.entries.tables.get(table) ?? [],
      revision: () =>
        `${this.#paper?.entries.paperId} ${this.#paper?.entries.revision}`,
    });
  }

  /** The entries of the shown paper; `null` where none is shown. */
  get entries(): PaperEntries | null {
    return this.#paper?.entries ?? null;
  }

  /** The slice of the shown paper. */
  get slice(): SliceModel | null {
    return this.#paper?.slice ?? null;
  }

  /** What is known of entries. */
  get facts(): ReadFacts {
    return factsOf({
      catalog: this.connection.query.catalog,
      own: this.own,
      counts: this.#paper?.counts ?? null,
      entries: this.entries,
    });
  }

  /** Shows another paper than the active one's. */
  show(paperId: string | null): void {
    this.#wantedPaper = paperId;
  }

  /**
   * Takes what this kernel's reads have told, without asking the server.
   *
   * @returns True where there is nothing more that only the server knows.
   */
  hear(): boolean {
    const { told, isAll } = this.own.takeTold();
    const { entries } = this.#paper ?? {};
    if (entries?.announce(told)) this.#computeWhenQuiet();
    return isAll && told.every((entry) => entries?.isOf(entry) ?? false);
  }

  /** Nobody looks: what is computed on the side is of no use. */
  rest(): void {
    this.#quiet.stop();
    this.#paper?.counts.stop();
    this.#paper?.slice.stop();
  }

  /** Somebody looks again: what was not computed is. */
  wake(): void {
    const { slice, entries } = this.#paper ?? {};
    if (slice?.computed?.revision !== entries?.revision) this.#quiet.ask();
  }

  /** Another export is active here: what was chosen and done before is past. */
  activeChanged(): void {
    this.lookAtAll();
    this.show(null);
    this.jobs.forgetDone();
  }

  /** The next look is at everything, not only at the shown paper's reads. */
  lookAtAll(): void {
    this.#hasLooked = false;
  }

  /** Looks at the server; where it does not answer soon, the look goes on and its end is told. */
  async look(since: ActiveSince | null): Promise<void> {
    if (this.#isClosed) return;
    this.#looking ??= this.#lookNow(since).finally(() => {
      this.#looking = null;
    });
    const isLate = await within(this.#looking, SOON);
    if (isLate) this.#looking?.then(() => this.#changed());
  }

  /** What is known now. */
  state(): DatabaseState {
    const shown = this.#shown();
    const isOf = shown?.paper_id === this.#paper?.entries.paperId;
    const paper = isOf ? this.#paper : null;
    return {
      database: {
        label: this.connection.label,
        problem: this.#problem,
        isKnown: this.#isKnown,
      },
      active: this.exports.active,
      interrupted: this.exports.interrupted,
      papers: this.exports.papers,
      shown,
      reads: paper?.entries.hasLooked
        ? readsState(paper.entries.tables, this.facts)
        : NO_READS,
      slice: paper?.slice.state(paper.entries.revision) ?? NO_SLICE,
      job: this.jobs.job,
      outcome: this.#outcome.outcome,
    };
  }

  /** Computes the slice of the shown paper now. */
  async computeSlice(): Promise<void> {
    const paper = this.#paper;
    if (paper === null) return;
    await paper.slice.compute(await this.#context(), paper.entries.revision);
  }

  /** Ends everything that goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.rest();
    await this.jobs.stop();
    await this.#looking?.catch(() => {});
    await this.#outcome.settle();
    await this.pools.close();
  }

  /** Of the slice as it is now, unless computing that takes long: then as the panel shows it. */
  async #sliceKeys(table: string): Promise<readonly Key[]> {
    const { slice, entries } = this.#paper ?? {};
    const isStale = slice?.computed?.revision !== entries?.revision;
    if (isStale && (slice?.isQuick || slice?.computed === null)) {
      await this.computeSlice();
    }
    return slice?.computed?.closure.tables.get(table)?.keys ?? [];
  }

  async #lookNow(since: ActiveSince | null): Promise<void> {
    const problem = await problemDuring(this.#lookAtServer(since), {
      label: this.connection.label,
      ask: async () => await (await this.pools.looking()).texts("SELECT 1"),
      tell: (problem) => {
        this.#problem = problem;
        this.#changed();
      },
    });
    if (problem !== null) this.#hasLooked = false;
    const isBack = this.#problem !== null && problem === null;
    this.#problem = problem;
    if (isBack) this.#quiet.ask();
    if (isBack && this.slice?.hasFailed) this.computeSlice().catch(() => {});
  }

  async #lookAtServer(since: ActiveSince | null): Promise<void> {
    const pool = await this.pools.looking();
    const isThorough = !this.#hasLooked;
    this.#hasLooked = true;
    if (isThorough) await this.exports.refresh(pool, since);
    await this.#lookAtPaper(pool, isThorough);
    if (isThorough) this.#outcome.glance();
    this.#isKnown = true;
  }

  async #lookAtPaper(pool: Pool, isThorough: boolean): Promise<void> {
    const paperId = this.#shown()?.paper_id ?? null;
    const isNew = paperId !== (this.#paper?.entries.paperId ?? null);
    if (isNew) this.#open(paperId);
    if (this.#paper === null) return;
    const { entries } = this.#paper;
    const before = entries.revision;
    const fresh = await entries.refresh(pool, isThorough);
    if (!isNew) this.own.see(fresh);
    if (entries.revision !== before) this.#computeWhenQuiet(before > 0);
  }

  #open(paperId: string | null): void {
    const isOther = this.#paper !== null;
    this.#paper?.counts.stop();
    this.#paper?.slice.stop();
    this.#outcome.follow(paperId);
    this.#paper = paperId === null ? null : {
      entries: new PaperEntries(paperId),
      slice: new SliceModel(paperId, this.#changed),
      counts: new RowCounts({
        pool: () => this.pools.looking(),
        info: (table) => this.connection.query.catalog.tables.get(table),
        changed: this.#changed,
      }),
    };
    this.#computeWhenQuiet(isOther);
  }

  #shown(): ExportName | null {
    const last = this.#paper?.entries.paperId ?? null;
    return shownExport(this.exports, this.#wantedPaper, last);
  }

  /** The log has changed: what was done with it as it was is no news of it as it is. */
  #computeWhenQuiet(isChange = true): void {
    if (isChange) this.jobs.forgetDone();
    if (this.#paper?.entries.total) this.#outcome.hasRead();
    this.#quiet.ask();
  }

  async #compute(): Promise<void> {
    const paper = this.#paper;
    if (paper === null || this.#isClosed) return;
    const state = `${paper.entries.paperId} ${paper.entries.revision}`;
    if (paper.slice.isQuick && paper.entries.total > 0) {
      await this.computeSlice();
    }
    await this.#outcome.look();
    const isCounted = this.#computed === state ||
      await paper.counts.count(paper.entries.tables);
    if (isCounted) this.#computed = state;
    this.#changed();
  }

  async #context(): Promise<ExportCommandContext> {
    const tables = this.#paper?.entries.tables.keys() ?? [];
    return lookingContext(this.connection, await this.pools.looking(), tables);
  }

  #jobChanged(): void {
    if (!this.jobs.isRunning) void this.#outcome.look();
    this.#changed();
  }
}

/** Milliseconds that a message waits for the server. */
const SOON = 250;
/** Milliseconds without a new read. */
const QUIET = 1200;
