/**
 * Listens to reads and logs them under the active export: what could not be logged is not given out.
 *
 * @module
 */
import { LogError } from "../errors.ts";
import type {
  ReadObserver,
  ReadTicket,
  RecordedEntry,
  RowsRead,
} from "../query/observer.ts";
import type { TableInfo } from "../schema/table.ts";
import { USAGE_SCHEMA } from "../spyglass/usage_tables.ts";
import { activeExportId } from "./active_export.ts";
import { entriesOf, type Entry, type EntryLimits } from "./entry.ts";
import type { ExportKey } from "./ids.ts";
import type { LogStore } from "./store.ts";

/** What the recorder needs of the rest. */
export interface RecorderOptions {
  readonly store: LogStore;
  /** What the log's columns can hold, as far as they are known now. */
  readonly limits: () => EntryLimits;
  /** The paper and analysis of an export; `null` where the server knows none of that id. */
  readonly keyOf: (exportId: number) => Promise<ExportKey | null>;
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
  begin(table: TableInfo): ReadTicket {
    if (table.schema === USAGE_SCHEMA) {
      return silent("not logged: the log's own tables never are");
    }
    if (this.#change !== null) {
      throw new LogError(
        `Cannot read while ${this.#change}: it is not known yet which export this read belongs to; await that first`,
      );
    }
    const id = activeExportId();
    if (id === null) {
      if (!this.#options.requireExport) {
        return silent("not logged: no export active");
      }
      throw new LogError(
        "Cannot read: no export is active, and this connection requires one; start it: ExportSelection.startExport({ paper_id, analysis_id })",
      );
    }
    const ticket = new Ticket(
      id,
      this.#options,
      this.#keys,
      (done) => this.#open.delete(done),
    );
    this.#open.add(ticket);
    return ticket;
  }

  /**
   * Notes that an analysis file was opened under the active export.
   */
  async recordFile(
    ticket: ReadTicket,
    analysisFileName: string,
  ): Promise<void> {
    if (ticket instanceof Ticket) {
      await this.#options.store.writeFile(ticket.exportId, analysisFileName);
    }
  }

  /** Lets no read begin while `work` changes the active export; reads in flight end first. */
  async change<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#change !== null) {
      throw new LogError(
        `Cannot change the export: ${this.#change} is still going on; await that first`,
      );
    }
    this.#change = what;
    try {
      await Promise.all([...this.#open].map((ticket) => ticket.ended));
      return await work();
    } finally {
      this.#change = null;
    }
  }

  /** Remembers what an export is called, for the line under a frame. */
  learn(exportId: number, key: ExportKey): void {
    this.#keys.set(exportId, key);
  }
}

class Ticket implements ReadTicket {
  readonly logs = true;
  readonly exportId: number;
  readonly ended: Promise<void>;
  readonly recorded: RecordedEntry[] = [];
  readonly #options: RecorderOptions;
  readonly #keys: Map<number, ExportKey>;
  readonly #done: (ticket: Ticket) => void;
  #resolve: () => void = () => {};
  #fresh: Entry | null = null;

  constructor(
    exportId: number,
    options: RecorderOptions,
    keys: Map<number, ExportKey>,
    done: (ticket: Ticket) => void,
  ) {
    this.exportId = exportId;
    this.#options = options;
    this.#keys = keys;
    this.#done = done;
    this.ended = new Promise((resolve) => this.#resolve = resolve);
  }

  get note(): string {
    const key = this.#keys.get(this.exportId);
    const name = key ? ` (${key.paper_id} / ${key.analysis_id})` : "";
    return `logged in export ${this.exportId}${name}`;
  }

  accepts(text: string): boolean {
    const table = { fullName: "" } as TableInfo;
    return entriesOf({ table, rows: { text } }, this.#options.limits()) !==
      null;
  }

  async record(rows: readonly RowsRead[]): Promise<void> {
    const { store, limits } = this.#options;
    await this.#checkExport();
    const entries = rows.flatMap((read) => entriesOf(read, limits()) ?? []);
    const written = await store.write(this.exportId, entries);
    for (const entry of entries) {
      this.recorded.push({ exportId: this.exportId, ...entry });
    }
    if (written === 1 && entries.length === 1) this.#fresh = entries[0]!;
  }

  async retract(): Promise<void> {
    if (this.#fresh === null) return;
    // The read's own error is what the user must see; a leftover entry can be forgotten later.
    await this.#options.store.remove(this.exportId, this.#fresh).catch(
      () => {},
    );
    this.#fresh = null;
  }

  end(): void {
    this.#done(this);
    this.#resolve();
  }

  /** An inherited id may be one that this server never gave. */
  async #checkExport(): Promise<void> {
    if (this.#keys.has(this.exportId)) return;
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

function silent(note: string): ReadTicket {
  return {
    logs: false,
    note,
    accepts: () => true,
    record: () => Promise.resolve(),
    recorded: [],
    retract: () => Promise.resolve(),
    end: () => {},
  };
}
