/**
 * Who looks at this kernel. A window says that it is there, and for how long that holds; one whose tab was closed, or
 * whose machine sleeps, says nothing any more.
 *
 * @module
 */

/** The windows that look. */
export class Fronts {
  readonly #leases = new Map<
    string,
    { readonly heard: number; readonly lease: number }
  >();

  /** Whether anybody looks. */
  get isAny(): boolean {
    return this.#leases.size > 0;
  }

  /**
   * A window is there.
   *
   * @param seconds For how long that holds, unless it is heard again.
   * @param now Milliseconds, by `performance.now()`.
   */
  heard(front: string, seconds: number, now: number): void {
    const lease = Math.min(seconds, LONGEST) * 1000;
    this.#leases.set(front, { heard: now, lease });
  }

  /** A window is there no more. */
  gone(front: string): void {
    this.#leases.delete(front);
  }

  /**
   * Forgets the windows that have not been heard for too long. What a window says waits for the end of a cell: time
   * counts only while no cell runs.
   *
   * @param freeSince Since when no cell runs; `null` while one does.
   */
  expire(now: number, freeSince: number | null): void {
    if (freeSince === null) return;
    for (const [front, { heard, lease }] of this.#leases) {
      if (now - Math.max(heard, freeSince) > lease) this.#leases.delete(front);
    }
  }
}

/** Seconds. */
const LONGEST = 3600;
