/**
 * That this window is there: it is said to the kernel again and again, for a tab that was closed by force, or on a
 * machine that sleeps, says nothing at its end.
 *
 * @module
 */

/** Seconds for which a hello holds. A page in the background may have to wait a minute for each of its timers. */
export const LEASE = 150;

/** What is done. */
export interface LeaseWork {
  /** Says hello again, where a kernel that is not busy can hear it. */
  renew(): void;
  /** Says that this window is there no more. */
  leave(): void;
}

/** Looks after one kernel's lease. */
export class Lease {
  /**
   * @param work what is done
   */
  constructor(work: LeaseWork) {
    this.#work = work;
    this.#timer = setInterval(() => this.check(), LOOK_MS);
    PAGE.addEventListener("visibilitychange", this.#check);
    globalThis.addEventListener("pagehide", this.#leave);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** The kernel has heard it just now. */
  told(): void {
    this.#told = performance.now();
  }

  /** The kernel may be told: it is, where that was long ago. */
  check(): void {
    if (performance.now() - this.#told > RENEW_MS) this.#work.renew();
  }

  dispose(): void {
    this.#isDisposed = true;
    clearInterval(this.#timer);
    PAGE.removeEventListener("visibilitychange", this.#check);
    globalThis.removeEventListener("pagehide", this.#leave);
  }

  readonly #work: LeaseWork;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #check = () => this.check();
  readonly #leave = () => this.#work.leave();
  #told = 0;
  #isDisposed = false;
}

const PAGE = (globalThis as unknown as { document: EventTarget }).document;
const LOOK_MS = 10_000;
const RENEW_MS = 45_000;
