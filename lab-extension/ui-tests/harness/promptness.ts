/**
 * How soon something is to be seen.
 *
 * @module
 */
import { Machine } from "./machine.ts";

/**
 * Says how long something took, and fails where that was too long. A machine on which others do much says nothing of
 * ours: then the time is only told.
 *
 * @param what What took so long, until now.
 * @param took Milliseconds.
 * @param most Milliseconds that are wanted.
 * @param measured For how long it was measured, in milliseconds, where that is another time.
 */
export function judge(
  what: string,
  took: number,
  most: number,
  measured = took,
): void {
  const milliseconds = Math.round(took);
  const load = busyness(measured);
  console.log(
    `  ${what}: ${milliseconds} ms${
      load === null ? "" : ` (NOT JUDGED: ${load})`
    }`,
  );
  if (load !== null || took <= most) return;
  throw new Error(`${what} took ${milliseconds} ms, wanted ${most} at most`);
}

/**
 * Whether others use so much of the machine that no time says anything. What the tests and all that they have started
 * use is theirs: a limit holds beside it.
 *
 * @param milliseconds How long ago that begins.
 * @returns How much, in words; `null` where times can be judged.
 */
export function busyness(milliseconds: number): string | null {
  const share = machine.othersUsed(milliseconds);
  if (share === null) return "what others use is not known";
  return share > BUSY
    ? `others use ${Math.round(share * 100)} % of the machine`
    : null;
}

/**
 * Waits for something to be seen, from now on.
 *
 * @param what What it is.
 * @param work Resolves when it is seen.
 * @param most Milliseconds that are wanted.
 */
export async function soon(
  what: string,
  work: () => Promise<unknown>,
  most = 1000,
): Promise<void> {
  const begun = performance.now();
  await work();
  judge(what, performance.now() - begun, most);
}

/** Of all cores. */
const BUSY = 0.15;
const machine = new Machine();
