/**
 * Which rows grids show, in their order, as long as somebody sees them: a row that is chosen by its place is then the row
 * that was seen there, whatever others do to the table meanwhile.
 *
 * @module
 */
import type { GridIndex } from "./grid_index.ts";

/** An index that is kept. */
export interface KeptIndex {
  /** What it can be asked for by. */
  readonly id: string;
  readonly index: Promise<GridIndex>;
}

/** Keeps the indexes that were looked up last. */
export class KeptIndexes {
  readonly #kept = new Map<string, KeptIndex & { readonly view: string }>();
  #count = 0;

  /** The index of this id; `null` where it is not there any more, or is another view's. */
  find(id: string, view: string): KeptIndex | null {
    const found = this.#kept.get(id);
    if (found?.view !== view) return null;
    // Whoever looks on goes on to be kept.
    this.#kept.delete(id);
    this.#kept.set(id, found);
    return found;
  }

  /** The newest index of a view. */
  newest(view: string): KeptIndex | null {
    return [...this.#kept.values()].findLast((one) => one.view === view) ??
      null;
  }

  /** Keeps an index, and forgets the one that nobody has asked for the longest. */
  keep(view: string, index: Promise<GridIndex>): KeptIndex {
    const id = `${START}/${++this.#count}`;
    const kept = { id, index, view };
    this.#kept.set(id, kept);
    if (this.#kept.size > MOST) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
    index.catch(() => this.#kept.delete(id));
    return kept;
  }
}

/** Each may hold some hundred thousand keys. */
const MOST = 8;
/** Ids of another process mean nothing here. */
const START = Date.now().toString(36);
