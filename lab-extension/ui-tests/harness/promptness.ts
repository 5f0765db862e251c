/**
 * How soon something is to be seen.
 *
 * @module
 */

/**
 * Says how long something took, and fails where that was too long. A machine with much else to do says nothing of ours:
 * then the time is only told.
 *
 * @param what What took so long.
 * @param took Milliseconds.
 * @param most Milliseconds that are wanted.
 */
export function judge(what: string, took: number, most: number): void {
  const milliseconds = Math.round(took);
  const load = busyness();
  console.log(
    `  ${what}: ${milliseconds} ms${
      load === null ? "" : ` (NOT JUDGED: ${load})`
    }`,
  );
  if (load !== null || took <= most) return;
  throw new Error(`${what} took ${milliseconds} ms, wanted ${most} at most`);
}

/**
 * Whether the machine has so much else to do that no time says anything.
 *
 * @returns How much, in words; `null` where times can be judged.
 */
export function busyness(): string | null {
  const load = Deno.loadavg()[0]! / navigator.hardwareConcurrency;
  return load > BUSY ? `load ${load.toFixed(1)} a core` : null;
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

/** Processes a core: with more than one, what is timed waits for its turn. */
const BUSY = 1;
