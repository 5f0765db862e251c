/**
 * A light beat while somebody looks: what other processes do is seen within a second. After failures it is slower.
 *
 * @module
 */

/** Beats until it is stopped. */
export class Pulse {
  readonly #beat: () => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #round = 0;
  #failures = 0;

  /** @param beat Says whether all was well. */
  constructor(beat: () => Promise<boolean>) {
    this.#beat = beat;
  }

  /** Begins to beat, unless it does already. */
  start(): void {
    if (this.#timer === null) this.#wait(++this.#round);
  }

  /** Ends the beat. */
  stop(): void {
    this.#round++;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(round: number): void {
    // A server that was only started anew is back soon.
    const wait = this.#failures < PATIENCE ? BEAT : SLOW_BEAT;
    this.#timer = setTimeout(async () => {
      const isWell = await this.#beat().catch(() => false);
      this.#failures = isWell ? 0 : this.#failures + 1;
      if (round === this.#round) this.#wait(round);
    }, wait);
  }
}

/** Milliseconds. */
const BEAT = 350;
const SLOW_BEAT = 4000;
/** Failures one after the other, before it is slower. */
const PATIENCE = 100;
