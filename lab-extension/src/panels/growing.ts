/**
 * Long lists that are to be seen at once: what fits into the panel is drawn first, the rest a part in each frame, so
 * that no key waits for hundreds of rows.
 *
 * @module
 */
import * as React from "react";

/**
 * How many rows of a list are drawn now.
 *
 * @param length of the list
 * @returns a number that grows to `length`
 */
export function useGrowing(length: number): number {
  const [most, setMost] = React.useState(FIRST);
  React.useEffect(() => {
    if (most >= length) return;
    const frame = requestAnimationFrame(() => setMost(most + STEP));
    return () => cancelAnimationFrame(frame);
  }, [most, length]);
  return Math.min(most, length);
}

/** More than a panel of the height of a screen shows. */
const FIRST = 40;
const STEP = 40;
