/**
 * Cells that ran again and read other rows: their earlier reads can be replaced, unless another cell read the same.
 *
 * @module
 */
import type { ReadEntry, State } from "../../src/lab/messages.d.ts";
import type { Origin } from "./memory.ts";

/** A read of a cell that ran again and then read other rows of the same table. */
export interface Rerun {
  /** The table's class. */
  readonly label: string;
  readonly earlier: ReadEntry;
  readonly later: ReadEntry;
}

/** Which reads later ones of the same cell may replace. */
export class Reruns {
  /** Cell and table → the last run that read it. */
  readonly #runs = new Map<string, Run>();
  /** Earlier entries → the later ones of the same cell. */
  readonly #later = new Map<string, string>();
  /** Entries that several cells read. */
  readonly #shared = new Set<string>();

  /** Notes where an entry came from that was there already. */
  recall(key: string, origin: Origin): void {
    if (origin.isShared) this.#shared.add(key);
    this.#noteRun(origin, key);
  }

  /** Notes an entry. A loop that reads thousands of rows one by one is no read that another one replaces. */
  note(later: string, origin: Origin): void {
    const { earlier } = this.#noteRun(origin, later) ?? NO_RUN;
    if (earlier.length > FEW) return;
    for (const key of earlier) {
      if (!this.#shared.has(key)) this.#later.set(key, later);
    }
  }

  /** Another cell read it, too: it is no longer one cell's to replace. */
  share(key: string): void {
    this.#shared.add(key);
    this.#later.delete(key);
  }

  /** The user keeps an earlier read beside the later one. */
  keep(key: string): void {
    this.#later.delete(key);
  }

  /** Those whose reads are both in the log. */
  in(state: State): readonly Rerun[] {
    if (this.#later.size === 0) return NONE;
    const found: Rerun[] = [];
    for (const { newest, label } of state.reads.tables) {
      const entries = new Map(newest.map((entry) => [keyOf(entry), entry]));
      for (const [key, earlier] of entries) {
        const later = entries.get(this.#later.get(key) ?? "");
        if (later) found.push({ label, earlier, later });
      }
    }
    return found;
  }

  #noteRun({ cell, run, table }: Origin, key: string): Run | null {
    if (cell === null) return null;
    const name = `${cell} ${table}`;
    const last = this.#runs.get(name);
    const next = last?.run === run
      ? last
      : { run, keys: [], earlier: last ? [...last.earlier, ...last.keys] : [] };
    next.keys.push(key);
    this.#runs.set(name, next);
    return next;
  }
}

/** Tells entries of the log apart. */
export function keyOf({ export_id, table_id }: ReadEntry): string {
  return `${export_id}/${table_id}`;
}

/** One run of a cell, as far as it read one table. */
interface Run {
  readonly run: string;
  readonly keys: string[];
  /** What the runs before it read. */
  readonly earlier: readonly string[];
}

/** Earlier reads of a cell that are offered to be replaced. */
const FEW = 20;
const NO_RUN: Run = { run: "", keys: [], earlier: [] };
const NONE: readonly Rerun[] = [];
