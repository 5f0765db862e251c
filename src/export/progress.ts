/**
 * Work that takes a while: it says how far it is when that takes longer than a moment, and stops when told to.
 *
 * @module
 */
import { CancelledError } from "../errors.ts";

/** What long work is told. */
export interface ProgressOptions {
  /** Told how far it is, when that takes longer than two seconds. */
  readonly onProgress?: (line: string) => void;
  /** How long it may be silent, in milliseconds. @default {2000} */
  readonly every?: number;
  readonly signal?: AbortSignal;
}

/** The names of {@linkcode ProgressOptions}. */
export const PROGRESS_OPTIONS = ["onProgress", "every", "signal"] as const;

const MOMENT = 2000;

/** Tells progress, and stops when told to. */
export class Progress {
  readonly #action: string;
  readonly #options: ProgressOptions;
  #last = Date.now();

  /** @param action What is being done, as in "Cannot … ": `verify paper paper1`. */
  constructor(action: string, options: ProgressOptions) {
    this.#action = action;
    this.#options = options;
  }

  /** Stops the work, for what can be told to. */
  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /**
   * Says how far the work is, unless it said so a moment ago.
   *
   * @throws {CancelledError} It was told to stop.
   */
  at(line: string): void {
    this.check();
    if (Date.now() - this.#last < (this.#options.every ?? MOMENT)) return;
    this.tell(line);
  }

  /** Says it now. */
  tell(line: string): void {
    this.#last = Date.now();
    this.#options.onProgress?.(line);
  }

  /** @throws {CancelledError} It was told to stop. */
  check(): void {
    if (!this.signal?.aborted) return;
    throw new CancelledError(
      `Cannot ${this.#action}: it was cancelled; start it again when you like`,
    );
  }
}
