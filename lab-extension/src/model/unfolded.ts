/**
 * Which tables' reads are unfolded in the panel, and the older ones that were fetched. No page, no kernel messages.
 *
 * @module
 */
import type { Asked, ReadEntry, State } from "../../../src/lab/messages.d.ts";
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
    return this.#scope()?.get(table)?.isOpen ?? false;
  }

  toggle(table: string): void {
    const place = this.#place(table);
    if (place === null) return;
    place.isOpen = !place.isOpen;
    this.#source.tell();
  }

  older(table: string): readonly ReadEntry[] {
    const place = this.#scope()?.get(table);
    if (place === undefined || place.older.length === 0) return NONE;
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
    place.entries = this.#entriesOf(table);
    place.isOpen = true;
    this.#source.tell();
  }

  readonly #source: UnfoldedSource;
  /** By notebook, process and paper: the same table of another one is another one. */
  readonly #scopes = new Map<string, Scope>();
  #last: { path: string; state: State; scope: Scope } | null = null;

  #entriesOf(table: string): number {
    const { state } = this.#source.now();
    return state?.reads.tables.find((one) => one.table === table)?.entries ?? 0;
  }

  #place(table: string): Place | null {
    const scope = this.#scope();
    if (scope === null) return null;
    const place = scope.get(table) ??
      { isOpen: false, older: NONE, entries: 0 };
    scope.set(table, place);
    return place;
  }

  #scope(): Scope | null {
    const { path, state } = this.#source.now();
    if (!state) return null;
    // Hundreds of tables ask in one go.
    const last = this.#last;
    if (last?.path === path && last.state === state) return last.scope;
    const key = `${path} ${state.kernel} ${state.shown?.paper_id}`;
    const scope = this.#scopes.get(key) ?? new Map();
    this.#scopes.set(key, scope);
    this.#last = { path, state, scope };
    return scope;
  }
}

type Scope = Map<string, Place>;

interface Place {
  isOpen: boolean;
  older: readonly ReadEntry[];
  /** How many reads there were when this was last looked at. */
  entries: number;
}

const NONE: readonly ReadEntry[] = [];
const PAGE = 100;
