/**
 * When it is told that something has changed: at once what somebody waits for; of a stream of reads a few times a second,
 * and in a pause, so that no key waits for what nobody can read that fast. No page, no kernel messages.
 *
 * @module
 */

/** When something can be told. */
export interface TellingTimes {
  /** Milliseconds. */
  now(): number;
  /** When all is done that has begun, and before anything else is. */
  atTurnsEnd(work: () => void): void;
  /** When nothing is to be done that somebody waits for, or soon where there is always something. */
  inPause(work: () => void): void;
}

/** Joins what has changed to fewer words. */
export class Telling {
  /**
   * @param tell says that something has changed
   * @param times of the page
   */
  constructor(tell: () => void, times: TellingTimes) {
    this.#tell = tell;
    this.#times = times;
  }

  /** Something has changed that somebody waits for. */
  soon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    this.#stopTimer();
    this.#times.atTurnsEnd(() => this.#do());
  }

  /** Something has changed that may change again at once: the first few times it is told soon. */
  often(): void {
    if (this.#isSoon || this.#isLate || this.#timer !== null) return;
    const wait = this.#next - (BURST - 1) * APART_MS - this.#times.now();
    if (wait <= 0) {
      this.#isCounted = true;
      return this.soon();
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#isLate = true;
      this.#times.inPause(() => this.#do());
    }, wait);
  }

  readonly #tell: () => void;
  readonly #times: TellingTimes;
  #isSoon = false;
  #isLate = false;
  /** Whether what is told next is of the few that a stream has: what the user does takes none of them. */
  #isCounted = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next = 0;

  #do(): void {
    if (!this.#isSoon && !this.#isLate) return;
    if (this.#isCounted || this.#isLate) this.#count();
    this.#isSoon = this.#isLate = this.#isCounted = false;
    this.#tell();
  }

  #count(): void {
    const now = this.#times.now();
    this.#next = Math.min(
      Math.max(this.#next, now) + APART_MS,
      now + BURST * APART_MS,
    );
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** A read and what becomes known of it come one after the other, and are told as they come. */
const BURST = 4;
/** From then on. */
const APART_MS = 250;
