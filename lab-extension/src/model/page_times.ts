/**
 * When a page has done what it does, and when it pauses.
 *
 * @module
 */
import type { TellingTimes } from "./telling.ts";

/** Those of this page; one in the background has no pauses. */
export const PAGE_TIMES: TellingTimes = {
  now: () => performance.now(),
  // What draws waits for the next picture itself: to wait for one here, too, would be to wait for the second.
  atTurnsEnd: (work) => queueMicrotask(work),
  inPause: (work) => {
    // Not every browser tells pauses.
    globalThis.requestIdleCallback?.(() => work());
    setTimeout(work, WITHOUT_PAUSES_MS);
  },
};

const WITHOUT_PAUSES_MS = 100;
