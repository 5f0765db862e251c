/**
 * Work that is done at once when it has been quiet, and otherwise not too often; the last wish is always fulfilled.
 *
 * @module
 */

/** How often at most. */
export interface ThrottleOptions {
  /** Least time from the beginning of one piece of work to that of the next, in milliseconds. */
  readonly interval: number;
  /** The share of the time that the work may be busy at most, from 0 to 1: what costs much is done less often. */
  readonly share: number;
  /**
   * So many wishes in a row are fulfilled at once before the interval counts: whoever wishes twice and then keeps the
   * process busy would else be heard only once.
   *
   * @default {1}
   */
  readonly burst?: number;
}

/** Does one kind of work, one piece after the other. */
export class Throttle {
  readonly #work: () => Promise<number>;
  readonly #options: ThrottleOptions;
  #isWanted = false;
  #running: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next = 0;
  #isStopped = false;

  /** @param work Gives the milliseconds that it was busy; waiting for others is not. */
  constructor(work: () => Promise<number>, options: ThrottleOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** Wishes for the work to be done: what is true now will have been seen by it. */
  ask(): void {
    this.#isWanted = true;
    if (this.#running !== null || this.#timer !== null) return;
    const { interval, burst = 1 } = this.#options;
    const wait = this.#next - (burst - 1) * interval - performance.now();
    if (wait <= 0) this.#begin();
    else this.#timer = setTimeout(() => this.#begin(), wait);
  }

  /** Fulfils a wish that waits now, and resolves when nothing is under way. */
  async flush(): Promise<void> {
    await this.#running;
    if (this.#isWanted) this.#begin();
    await this.#running;
  }

  /** Does nothing any more. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #begin(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isStopped) return;
    this.#isWanted = false;
    const begun = performance.now();
    this.#running = this.#work().catch(() => 0).then((busy) => {
      const { interval, share, burst = 1 } = this.#options;
      const apart = Math.max(interval, busy / share);
      this.#next = Math.min(
        Math.max(this.#next, begun) + apart,
        begun + burst * apart,
      );
      this.#running = null;
      if (this.#isWanted) this.ask();
    });
  }
}
