/**
 * Which tables' reads are unfolded in the panel, and the older ones that were fetched. No page, no kernel messages.
 *
 * @module
 */
import type { Asked, ReadEntry, State } from "../../src/lab/messages.d.ts";
import type { IUnfolded } from "./tokens.ts";

/** What it needs of the model. */
export interface UnfoldedSource {
  /** The notebook in front, and what its module said last. */
  now(): { readonly path: string; readonly state: State | null };
  ask(asked: Asked): Promise<unknown>;
  /** Something has changed. */
  tell(): void;
}

/** What is unfolded, of each notebook and paper. */
export class Unfolded implements IUnfolded {
  /** @param source the model */
  constructor(source: UnfoldedSource) {
    this.#source = source;
  }

  isOpen(table: string): boolean {
    return this.#place(table)?.isOpen ?? false;
  }

  toggle(table: string): void {
    const place = this.#place(table);
    if (place === null) return;
    place.isOpen = !place.isOpen;
    this.#source.tell();
  }

  older(table: string): readonly ReadEntry[] {
    const place = this.#place(table);
    if (place === null) return NONE;
    // Some were taken out of the log: which ones is not known.
    const entries = this.#entriesOf(table);
    if (entries < place.entries) place.older = NONE;
    place.entries = entries;
    return place.older;
  }

  async more(table: string, offset: number): Promise<void> {
    const place = this.#place(table);
    if (place === null) return;
    const asked = { ask: "reads", table, offset, limit: PAGE } as const;
    const value = await this.#source.ask(asked);
    if (!Array.isArray(value)) return;
    place.older = [...place.older, ...value as ReadEntry[]];
    place.isOpen = true;
    this.#source.tell();
  }

  readonly #source: UnfoldedSource;
  readonly #places = new Map<string, Place>();

  #entriesOf(table: string): number {
    const { state } = this.#source.now();
    return state?.reads.tables.find((one) => one.table === table)?.entries ?? 0;
  }

  /** The same table of another notebook or paper is another one. */
  #place(table: string): Place | null {
    const { path, state } = this.#source.now();
    if (!state) return null;
    const { kernel, shown } = state;
    const key = JSON.stringify([path, kernel, shown?.paper_id, table]);
    const place = this.#places.get(key) ??
      { isOpen: false, older: NONE, entries: 0 };
    this.#places.set(key, place);
    return place;
  }
}

interface Place {
  isOpen: boolean;
  older: readonly ReadEntry[];
  /** How many reads there were when this was last looked at. */
  entries: number;
}

const NONE: readonly ReadEntry[] = [];
const PAGE = 100;
