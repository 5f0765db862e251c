/**
 * Reads that no export logged, of all databases of this kernel: whichever one is shown, none must be overlooked.
 *
 * @module
 */
import type { State } from "../messages.d.ts";

/** Counts them. */
export class UnloggedReads {
  #state: State["unlogged"] = null;

  /** How many since the last start or stop; `null` where there were none. */
  get state(): State["unlogged"] {
    return this.#state;
  }

  /** A read of this table began that nothing logs. */
  add(table: string): void {
    const reads = (this.#state?.reads ?? 0) + 1;
    this.#state = { reads, table, at: new Date().toISOString() };
  }

  /** Begins to count anew: an export was started or stopped. */
  forget(): void {
    this.#state = null;
  }
}
