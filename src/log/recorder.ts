/**
 * Listens to reads and logs them under the active export: what could not be logged is not given out.
 *
 * @module
 */
import { LogError } from "../errors.ts";
import type { ReadObserver, ReadTicket } from "../query/reading/observer.ts";
import { silentTicket } from "../query/reading/silent_ticket.ts";
import type { TableInfo } from "../schema/table.ts";
import { USAGE_SCHEMA } from "../spyglass/usage_tables.ts";
import {
  type ActiveExport,
  activeExportId,
  activeExportKey,
} from "./exports/active_export.ts";
import type { ExportKey } from "./exports/ids.ts";
import { Ticket } from "./ticket.ts";
import type { TicketOptions } from "./ticket_options.ts";

/** What the recorder needs of the rest. */
export interface RecorderOptions extends TicketOptions {
  /** Refuse reads while no export is active. */
  readonly requireExport: boolean;
}

/** The log's end of every read. */
export class Recorder implements ReadObserver {
  readonly #options: RecorderOptions;
  readonly #open = new Set<Ticket>();
  readonly #keys = new Map<number, ExportKey>();
  #change: string | null = null;

  /** @param options What it needs of the rest. */
  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** A read begins; see {@linkcode ReadObserver.begin}. */
  begin(table: TableInfo, others: readonly TableInfo[] = []): ReadTicket {
    return this.#ticket(this.#destination(table, others), table);
  }

  /** See {@linkcode ReadObserver.later}. */
  later(
    table: TableInfo,
    others: readonly TableInfo[] = [],
  ): () => ReadTicket {
    try {
      const destination = this.#destination(table, others);
      return () => {
        // Asked for while none was active: what is given under an export is logged there.
        const own = destination === "none"
          ? this.#destination(table, others)
          : destination;
        return this.#ticket(own, table);
      };
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  /** Where a read that begins now is logged. */
  #destination(
    table: TableInfo,
    others: readonly TableInfo[],
  ): ActiveExport | "none" | "never" {
    if ([table, ...others].every(({ schema }) => schema === USAGE_SCHEMA)) {
      return "never";
    }
    if (this.#change !== null) {
      throw new LogError(
        `Cannot read while ${this.#change}: it is not known yet which export this read belongs to; await that first`,
      );
    }
    const id = activeExportId();
    if (id !== null) return { id, key: activeExportKey(id) };
    if (!this.#options.requireExport) return "none";
    throw new LogError(
      "Cannot read: no export is active, and this connection requires one; start it: ExportSelection.startExport({ paper_id, analysis_id })",
    );
  }

  #ticket(
    destination: ActiveExport | "none" | "never",
    table: TableInfo,
  ): ReadTicket {
    if (destination === "never") {
      return silentTicket("not logged: the log's own tables never are");
    }
    if (destination === "none") {
      this.#options.news?.notLogged(table.fullName);
      return silentTicket("not logged: no export active");
    }
    const ticket = new Ticket(
      destination,
      this.#options,
      this.#keys,
      (done) => this.#open.delete(done),
    );
    this.#open.add(ticket);
    return ticket;
  }

  /** See {@linkcode ReadObserver.beforeChange}. */
  async beforeChange(tables?: readonly TableInfo[]): Promise<void> {
    const names = tables?.map(({ fullName }) => fullName);
    await this.#options.notes.beforeChange(names ? new Set(names) : null);
  }

  /** Notes that analysis files were opened under a read's export. */
  async recordFiles(
    ticket: ReadTicket,
    names: readonly string[],
  ): Promise<void> {
    if (ticket instanceof Ticket) {
      await this.#options.store.writeFiles(ticket.exportId, names);
    }
  }

  /**
   * Lets no read begin while `work` changes the active export; reads in flight end first. A stream that its reader left
   * half-way might never end: what it gave is in the log, and what it will give goes to its own export.
   */
  async change<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#change !== null) {
      throw new LogError(
        `Cannot change the export: ${this.#change}, wanted that to have ended; await it first`,
      );
    }
    this.#change = what;
    try {
      await Promise.all(
        [...this.#open].map((ticket) => ticket.settled(A_WHILE)),
      );
      return await work();
    } finally {
      this.#change = null;
    }
  }

  /**
   * Resolves when the log holds what the reads of this connection gave, and no more: reads in flight have ended, and a
   * stream is not asked for more.
   */
  async settle(): Promise<void> {
    await Promise.all([...this.#open].map((ticket) => ticket.settled(0)));
  }

  /**
   * Remembers what an export is called, for the line under a frame, and learns what its log holds, so that its first
   * read need not.
   */
  async learn(exportId: number, key: ExportKey): Promise<void> {
    this.#keys.set(exportId, key);
    // Where the log cannot be read, the first read says so.
    await this.#options.store.prepare(exportId).catch(() => {});
  }
}

/** Milliseconds for which a change of the export waits for a stream whose reader is away. */
const A_WHILE = 1000;
