/**
 * What the kernel says of a paper's slice, and of what is made of it. Types only: see `messages.d.ts`.
 *
 * @module
 */

/** The slice of the shown paper. */
export interface SliceState {
  readonly isComputing: boolean;
  /** What computing it is doing, in words, once that takes longer than a moment. */
  readonly step: string | null;
  /** The log has changed since. */
  readonly isStale: boolean;
  /** Another number whenever it was computed of another log: the same tables may then have other rows. */
  readonly revision: number;
  readonly problem: string | null;
  readonly tables: readonly SliceTable[];
  readonly total: number;
  /** At most 500. */
  readonly files: readonly SliceFile[];
  /** How many files there are beside those. */
  readonly moreFiles: number;
}

/** One table of the slice. */
export interface SliceTable {
  readonly table: string;
  readonly label: string;
  readonly tier: string;
  readonly rows: number;
  /** Rows that were read; the others were brought in. */
  readonly logged: number;
}

/** One file of the slice. */
export interface SliceFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly state: "here" | "missing" | "published";
}

/** Something that takes time: it goes on while cells run, and can be cancelled. */
export interface Job {
  readonly id: string;
  readonly name: "populate" | "verify";
  readonly paper_id: string;
  /** What it is doing now, in words. */
  readonly step: string;
  /** From 0 to 1; `null` where unknown. */
  readonly progress: number | null;
  readonly state: "running" | "cancelling" | "done" | "cancelled" | "failed";
  /** The outcome in words, or the error. */
  readonly message: string | null;
  /** It is done, and has found differences. */
  readonly differs: boolean;
}

/** How far the shown paper is: logged → populated → dumped → verified → published. */
export interface Outcome {
  readonly directory: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly isDone: boolean;
    readonly text: string;
  }[];
  readonly next: string | null;
  readonly verified: {
    readonly ok: boolean;
    readonly differences: number;
    readonly text: string;
  } | null;
}

/** A slice as it is drawn; shown as an image only. */
export interface Drawing {
  readonly paper_id: string;
  readonly svg: string;
  readonly mermaid: string;
  readonly text: string;
}
