/**
 * What the kernel and the sidebar say to each other. Types only, so that both sides compile against this one file.
 *
 * Front end → kernel: a silent execution of
 * `globalThis[Symbol.for("spyglass-deno.lab")]?.receive("…")`, whose text is a {@linkcode Request} as JSON. A hello may
 * come before the module: `(globalThis[…] ??= { waiting: [], receive(t) { this.waiting.push(t); } }).receive("…")`, and
 * is answered when the module connects; until then that code says {@linkcode Absent} itself.
 * Kernel → front end: `comm_msg` with `comm_id` {@linkcode CommId} and a {@linkcode Message} as data, at any time, also
 * while a cell runs. Nothing is sent before a front end said hello. Every text in a message is data: neither side
 * reads it as HTML or code.
 *
 * @module
 */
import type { GridView } from "./grid/grid_messages.d.ts";
import type { Job, Outcome, SliceState } from "./slice/slice_messages.d.ts";

export type {
  Drawing,
  Job,
  Outcome,
  SliceFile,
  SliceState,
  SliceTable,
} from "./slice/slice_messages.d.ts";

/** Tells our messages from others'. */
export type CommId = "spyglass-deno";

/** What the kernel sends. */
export type Message = State | Reply;

/** What a request says itself where there is no module to receive it. */
export interface Absent {
  readonly kind: "absent";
}

/** An export as the panel names it. */
export interface ExportName {
  readonly export_id: number;
  readonly paper_id: string;
  readonly analysis_id: string;
}

/** Everything that the panel shows, always whole: a message that was lost is made good by the next one. */
export interface State {
  readonly kind: "state";
  readonly protocol: 1;
  /** Grows with each message of one kernel. */
  readonly seq: number;
  /** New with each kernel process: a restart is seen by it. */
  readonly kernel: string;
  /** `null` before `connect()` and after `db.close()`. */
  readonly database: {
    /** `root@localhost:3308`, never a password. */
    readonly label: string;
    /** Why the server does not answer; `null` while it does. */
    readonly problem: string | null;
    /** False before the server has answered once: what follows is not known then. */
    readonly isKnown: boolean;
  } | null;
  readonly active:
    | (ExportName & {
      /** When it became active here, ISO 8601; `null` where that is not known. */
      readonly since: string | null;
      readonly version: string;
      /** Came with the environment, from a parent process. */
      readonly inherited: boolean;
      /** Why reads will fail: the server does not know the export; else `null`. */
      readonly problem: string | null;
    })
    | null;
  /** What was active when this notebook's kernel ended, until it is resumed, started anew or dismissed. */
  readonly interrupted: (ExportName & { readonly since: string }) | null;
  /** Reads that no export logged, since the last start or stop. */
  readonly unlogged: {
    readonly reads: number;
    readonly table: string;
    /** ISO 8601. */
    readonly at: string;
  } | null;
  /** Existing papers with their analyses, for suggestions. */
  readonly papers: readonly {
    readonly paper_id: string;
    readonly analyses: readonly string[];
  }[];
  /** The paper whose reads and slice are shown: the active one, else the last one. */
  readonly shown: ExportName | null;
  readonly reads: Reads;
  readonly slice: SliceState;
  readonly job: Job | null;
  readonly outcome: Outcome | null;
}

/** What the shown paper's log holds, merged by table; newest first. */
export interface Reads {
  /** False while the log of the shown paper is being read for the first time. */
  readonly isKnown: boolean;
  readonly total: number;
  /** How many of them each analysis has. */
  readonly analyses: readonly {
    readonly analysis_id: string;
    readonly reads: number;
  }[];
  readonly tables: readonly ReadTable[];
}

/** All reads of one table. */
export interface ReadTable {
  /** Full name, `` `schema`.`table` ``. */
  readonly table: string;
  readonly label: string;
  readonly entries: number;
  /** Rows that they select together; `null` while unknown. */
  readonly rows: number | null;
  /** True where they are not counted because that takes long. */
  readonly isSlow: boolean;
  /** Bytes of these rows, estimated from the server's statistics; `null` where unknown. */
  readonly bytes: number | null;
  /** A read of it took the whole table. */
  readonly isWhole: boolean;
  /** Sessions read that the paper may not show. */
  readonly outside: readonly string[];
  /** The newest entries, at most 20, and 200 of all tables, those read last; ask `reads` for others. */
  readonly newest: readonly ReadEntry[];
}

/** One entry of the log. */
export interface ReadEntry {
  readonly export_id: number;
  readonly analysis_id: string;
  readonly table_id: number;
  /** Cut at 300 characters in a state, whole in the reply to `reads`. */
  readonly restriction: string;
  /** Rows that it selects; `null` while unknown or where the server refuses it. */
  readonly rows: number | null;
  /** When this kernel saw it, ISO 8601; `null` for earlier ones. */
  readonly at: string | null;
  /** True where this kernel read it. */
  readonly isOwn: boolean;
  /**
   * `msg_id` of the execution that read it, where known. The kernel hears it a moment late: until then, the front end
   * takes the parent of the first message that holds the entry; states are sent before a cell ends.
   */
  readonly execution: string | null;
  /** Other executions that read it since, a few of the last ones: of other cells, perhaps. */
  readonly again: readonly string[];
}

/** Answer to one request. */
export interface Reply {
  readonly kind: "reply";
  readonly id: string;
  readonly kernel: string;
  readonly value?: unknown;
  /** What went wrong, in words. */
  readonly error?: string;
}

/** What the front end asks. `id` comes back in the reply. */
export type Request = { readonly id: string } & Asked;

/** What can be asked; the reply's value is named beside each. */
export type Asked =
  /**
   * A front end is there: send states from now on. `front` tells one window from another; that it is there holds for so
   * many seconds while no cell runs, a whole hour where none are named, and then it has to be said again.
   */
  | {
    readonly ask: "hello";
    readonly front?: string;
    readonly seconds?: number;
  }
  /** That front end is there no more. */
  | { readonly ask: "bye"; readonly front?: string }
  /** Start, stop and resume → `Said`. */
  | {
    readonly ask: "start";
    readonly paper_id: string;
    readonly analysis_id: string;
    readonly includedNwbFiles?: readonly string[];
  }
  | { readonly ask: "stop" }
  | { readonly ask: "resume" }
  /** Go on no more with the export that a restart interrupted; refused where it is another one by now. */
  | { readonly ask: "dismiss"; readonly export_id: number }
  /** Show another paper. */
  | { readonly ask: "show"; readonly paper_id: string }
  /** Older reads of a table → `ReadEntry[]`. */
  | {
    readonly ask: "reads";
    readonly table: string;
    readonly offset: number;
    readonly limit: number;
  }
  /** What would leave the slice → `Leaving`. Where confirmed, it has left. */
  | {
    readonly ask: "forget";
    readonly export_id: number;
    readonly table_id: number;
    /** False only looks. */
    readonly confirmed: boolean;
    /** Of the look that was agreed to: what has changed since is not removed. */
    readonly mark?: string;
  }
  | {
    readonly ask: "deleteAnalysis";
    readonly paper_id: string;
    readonly analysis_id: string;
    readonly confirmed: boolean;
    readonly mark?: string;
  }
  /** An entry as code that reads it again → `string`. */
  | {
    readonly ask: "code";
    readonly export_id: number;
    readonly table_id: number;
  }
  /** The text of the cell that read an entry first, of this session or an earlier one → `string | null`. */
  | {
    readonly ask: "cell";
    readonly export_id: number;
    readonly table_id: number;
  }
  /** Compute the slice anew. */
  | { readonly ask: "slice" }
  /** The shown paper's slice → `Drawing`. */
  | { readonly ask: "diagram" }
  /** Work on the shown paper; refused where another one is shown by then. Both → the job's id. */
  | { readonly ask: "populate"; readonly paper_id: string }
  | { readonly ask: "verify"; readonly paper_id: string }
  | { readonly ask: "cancel"; readonly job: string }
  /** Columns and number of rows of a grid → `GridHead`. */
  | { readonly ask: "grid"; readonly view: GridView }
  /** Some rows of a grid, shown and not logged → `GridRows`. */
  | {
    readonly ask: "gridRows";
    readonly view: GridView;
    /** Of the head that was shown. */
    readonly index?: string;
    readonly offset: number;
    readonly limit: number;
  }
  /** Rows to take away: a read, logged while an export is active → `{ text: string; rows: number; note: string }`. */
  | {
    readonly ask: "gridCopy";
    readonly view: GridView;
    /** Of the head that was shown. */
    readonly index?: string;
    readonly format: "tsv" | "csv" | "code";
    /** Columns by name, all where none is named. */
    readonly columns: readonly string[];
    readonly offset: number;
    readonly limit: number;
  };

/** What the module said and warned while it did what was asked. */
export interface Said {
  readonly said: readonly string[];
  /** The export that was active then; 0 where it has no number. The state that tells it may come later. */
  readonly active: number | null;
}

/** What a revision of the log takes out of the slice. */
export interface Leaving extends Said {
  readonly isDone: boolean;
  /** To be given back with the request that confirms it. */
  readonly mark: string;
  /** The read that it is about; `null` where it is about all of an analysis. */
  readonly read: {
    readonly label: string;
    readonly restriction: string;
    /** How many reads of this kernel rest on its entry: each run of each cell counts. */
    readonly reads: number;
  } | null;
  /** Why it cannot be told; else `null`. */
  readonly problem: string | null;
  readonly total: number;
  readonly tables: readonly {
    readonly table: string;
    readonly label: string;
    readonly rows: number;
  }[];
}
