/**
 * Cells that ran again and read other rows: their earlier reads can be replaced, unless another cell read the same.
 *
 * @module
 */
import type { ReadEntry, State } from "../../../src/lab/messages.d.ts";
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
  /** Cell, export and table → the last run that read it. */
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

  /** Notes an entry. */
  note(later: string, origin: Origin): void {
    const run = this.#noteRun(origin, later);
    if (run !== null) this.#offer(run, later);
  }

  /**
   * Notes that the cell of an entry has read it again: nothing replaces it. Where the cell had read others meanwhile, it
   * replaces those.
   */
  again(key: string, origin: Origin): void {
    const last = this.#runs.get(nameOf(origin, key));
    const isBack = last !== undefined && last.run !== origin.run &&
      !last.keys.has(key);
    const run = this.#noteRun(origin, key);
    this.#later.delete(key);
    if (isBack && run !== null) this.#offer(run, key);
  }

  /** Notes that a cell has read what another one had read: that takes the place of what this cell read before. */
  also(key: string, origin: Origin): void {
    const last = this.#runs.get(nameOf(origin, key));
    // Each message says it again, and the user may have kept both.
    const isKnown = last?.run === origin.run && last.keys.has(key);
    if (!isKnown) this.note(key, origin);
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

  /** A loop that reads thousands of rows one by one is no read that another one replaces. */
  #offer({ keys, earlier }: Run, later: string): void {
    if (earlier.size > FEW) return;
    for (const key of earlier) {
      if (!this.#shared.has(key) && !keys.has(key)) this.#later.set(key, later);
    }
  }

  #noteRun(origin: Origin, key: string): Run | null {
    const { cell, run } = origin;
    if (cell === null) return null;
    const name = nameOf(origin, key);
    const last = this.#runs.get(name);
    const next = last?.run === run ? last : {
      run,
      keys: new Set<string>(),
      earlier: new Set([...last?.earlier ?? [], ...last?.keys ?? []]),
    };
    next.keys.add(key);
    this.#runs.set(name, next);
    return next;
  }
}

/** Tells entries of the log apart. */
export function keyOf({ export_id, table_id }: ReadEntry): string {
  return `${export_id}/${table_id}`;
}

/** A cell that runs in another analysis reads for that one, too. */
function nameOf({ cell, table }: Origin, key: string): string {
  return `${cell} ${key.slice(0, key.indexOf("/"))} ${table}`;
}

/** One run of a cell, as far as it read one table. */
interface Run {
  readonly run: string;
  readonly keys: Set<string>;
  /** What the runs before it read. */
  readonly earlier: ReadonlySet<string>;
}

/** Earlier reads of a cell that are offered to be replaced. */
const FEW = 20;
const NONE: readonly Rerun[] = [];
