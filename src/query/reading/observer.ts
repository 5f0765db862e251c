/**
 * The log's only door: what a read reports, and to whom. Reading knows this interface and nothing of the log.
 *
 * @module
 */
import type { HeldSnapshot } from "../../connection/held_snapshot.ts";
import type { KeptRows } from "../../connection/wire/kept_rows.ts";
import type { Session } from "../../connection/session.ts";
import type { TableInfo } from "../../schema/table.ts";

/** Rows of one base table that a read rests on. */
export interface RowsRead {
  readonly table: TableInfo;
  /**
   * A condition, exactly as it ran, or the primary keys of the rows, as `key_column.ts` reads them; none of a table that
   * the read looked at and that gave it nothing.
   */
  readonly rows: { readonly text: string } | {
    readonly keys: readonly (readonly string[])[];
  };
}

/** What a read gave that rests on rows of one table, and gives each of them once. */
export interface GivenRows {
  readonly table: TableInfo;
  /** How many rows. */
  readonly length: number;
  /** All columns of all of them, as they were sent; `null` where not all were asked for, or there are very many rows. */
  readonly rows: KeptRows | null;
}

/**
 * Does a read's SELECTs once more.
 *
 * @param session Where one state of the database is seen.
 * @returns What the rows rest on; `null` where other rows come than were given.
 */
export type ReadAgain = (
  session: Session,
) => Promise<readonly RowsRead[] | null>;

/** One entry of the log, as it is stored. */
export interface RecordedEntry {
  readonly exportId: number;
  /** Full name of the table. */
  readonly table: string;
  readonly restriction: string;
}

/** Rows of a stream that are logged, and may or may not be given out. */
export interface OpenChunk {
  /**
   * Makes the log say what was given out, and no more.
   *
   * @param given What the rows that were given rest on.
   * @throws {LogError} It still says more, for the reason that the error names.
   */
  close(given: () => Promise<readonly RowsRead[]>): Promise<void>;
}

/** One read, from the call of the reading method until its rows are handed out or it failed. */
export interface ReadTicket {
  /** False where nothing of this read is to be logged. */
  readonly logs: boolean;
  /**
   * True when the log can hold this condition as it stands; else the keys of the rows are wanted.
   *
   * @param isProvisional True for what a stream may come to take back, which is marked in the log.
   */
  accepts(text: string, isProvisional?: boolean): boolean;
  /** What is shown under the rows: `logged in export 1 (paper1 / analysis1)`, or why not. */
  readonly note: string;
  /**
   * Resolves when the rows are in the log for good. May be called while the read runs.
   *
   * @throws {LogError} They could not be logged: the read must not hand anything out.
   */
  record(rows: readonly RowsRead[]): Promise<void>;
  /**
   * Resolves when it is noted which views the read goes through.
   *
   * @param views Their full names.
   * @throws {LogError} That cannot be noted: the read must not hand anything out.
   */
  through(views: readonly string[]): Promise<void>;
  /**
   * Told, where it is known, of what came; before the rows are handed out.
   *
   * @returns What they must wait for.
   */
  gave(given: GivenRows): Promise<void> | null;
  /** Told how to find out whether the rows are still those that were given; before they are handed out. */
  repeats(again: ReadAgain): void;
  /** Told, before its first row is given, of the snapshot that a stream reads in. */
  readsIn(snapshot: Pick<HeldSnapshot, "afterwards">): void;
  /**
   * Resolves when rows that a stream is about to give one by one are in the log. Until the chunk is closed the log
   * holds all of them, so that whatever is given is in it, though the process may be killed.
   *
   * @throws {LogError} They could not be logged: the stream must not hand anything out.
   */
  open(rows: readonly RowsRead[]): Promise<OpenChunk>;
  /**
   * Says what a stream must do when its export ends while its reader is away: to close its chunk.
   *
   * @param pause `null` when there is nothing to close.
   */
  onPause(pause: (() => Promise<void>) | null): void;
  /**
   * Resolves when each of the tables that a stream looked at is in the log, with no row where nothing of it was given.
   *
   * @throws {LogError} They could not be logged.
   */
  lookedAt(tables: readonly TableInfo[]): Promise<void>;
  /** Says that a stream has given all rows for which these conditions hold. */
  hasRead(rows: readonly RowsRead[]): Promise<void>;
  /** The entries that say what was read, whether this read wrote them or an earlier one had. */
  readonly recorded: readonly RecordedEntry[];
  /**
   * Takes back what `record` newly wrote, because the read failed and gave nothing out; at most once, before the end.
   *
   * @returns What stays, and why, for the user; `null` where nothing does.
   */
  retract(): Promise<string | null>;
  /** Ends the read; called exactly once, whatever happened. */
  end(): void;
}

/** Somebody who is told of reads. */
export interface ReadObserver {
  /**
   * Called when a reading method is called, before anything is sent: the read belongs to the export that is active
   * now.
   *
   * @param table The first base table of the query.
   * @param others Its other base tables.
   * @throws {LogError} Reads are refused now; the message says why.
   */
  begin(table: TableInfo, others?: readonly TableInfo[]): ReadTicket;
  /**
   * Called before rows are changed: what was given of them may still have to be looked at.
   *
   * @param tables Those that are changed; left out: any.
   * @returns Resolves when that is done, or takes long.
   */
  beforeChange?(tables?: readonly TableInfo[]): Promise<void>;
  /**
   * Called when a stream is asked for: it belongs to the export that is active now, whenever it is read; where none is,
   * to the one that is active when its first row is wanted.
   *
   * @returns Begins the read, once; until then nobody waits for it. Throws where it is refused.
   */
  later(table: TableInfo, others?: readonly TableInfo[]): () => ReadTicket;
}
