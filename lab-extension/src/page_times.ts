/**
 * When a page paints, and when it pauses.
 *
 * @module
 */
import type { TellingTimes } from "./telling.ts";

/** Those of this page; one in the background has neither pictures nor pauses. */
export const PAGE_TIMES: TellingTimes = {
  now: () => performance.now(),
  atNextPicture: (work) => {
    requestAnimationFrame(work);
    setTimeout(work, WITHOUT_FRAMES_MS);
  },
  inPause: (work) => {
    // Not every browser tells pauses.
    globalThis.requestIdleCallback?.(() => work());
    setTimeout(work, WITHOUT_FRAMES_MS);
  },
};

const WITHOUT_FRAMES_MS = 100;
