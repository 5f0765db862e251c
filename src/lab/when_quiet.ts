/**
 * Work that waits until nobody has wished for it for a while, but not for ever.
 *
 * @module
 */

/** Does one kind of work when it has become quiet. */
export class WhenQuiet {
  readonly #work: () => Promise<void>;
  readonly #milliseconds: number;
  readonly #longest: number;
  /** When the work was wished for that is not yet done. */
  #since: number | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param milliseconds Without a wish.
   * @param work What fails in it is of no interest to whoever wished.
   * @param longest Milliseconds after the first wish, should it never be quiet.
   */
  constructor(
    milliseconds: number,
    work: () => Promise<void>,
    longest = LONGEST,
  ) {
    this.#milliseconds = milliseconds;
    this.#longest = longest;
    this.#work = work;
  }

  /** Wishes for the work; what was wished before is put off. */
  ask(): void {
    const now = performance.now();
    const since = this.#since ?? now;
    this.stop();
    this.#since = since;
    const left = Math.max(0, since + this.#longest - now);
    this.#timer = setTimeout(() => {
      this.stop();
      this.#work().catch(() => {});
    }, Math.min(this.#milliseconds, left));
  }

  /** Forgets the wish. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#since = null;
  }
}

/** Milliseconds for which nobody minds to see what was before. */
const LONGEST = 5000;
