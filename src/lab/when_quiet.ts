/**
 * Work that waits until nobody has wished for it for a while.
 *
 * @module
 */

/** Does one kind of work when it has become quiet. */
export class WhenQuiet {
  readonly #work: () => Promise<void>;
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param milliseconds Without a wish.
   * @param work What fails in it is of no interest to whoever wished.
   */
  constructor(milliseconds: number, work: () => Promise<void>) {
    this.#milliseconds = milliseconds;
    this.#work = work;
  }

  /** Wishes for the work; what was wished before is put off. */
  ask(): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#work().catch(() => {});
    }, this.#milliseconds);
  }

  /** Forgets the wish. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
