/**
 * Times two ways of doing the same by turns, so that whatever slows the machine slows both.
 *
 * @module
 */

/** One way to do it. */
export interface Way {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  /** Done before each run, and not timed. */
  readonly before?: () => Promise<unknown>;
}

/** What one way took. */
export interface Timing {
  readonly name: string;
  /** Median, in milliseconds. */
  readonly ms: number;
}

/**
 * Runs each way `rounds` times, by turns, forth and back, and gives the medians: what one leaves behind, another has to
 * clear away, and that is not always the same one.
 *
 * @param warmUp Rounds that do not count.
 */
export async function measure(
  ways: readonly Way[],
  rounds: number,
  warmUp: number = Math.ceil(rounds / 5),
): Promise<Timing[]> {
  const times = ways.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    const order = [...ways.entries()];
    if (round % 2 !== 0) order.reverse();
    for (const [at, way] of order) {
      await way.before?.();
      const start = performance.now();
      await way.run();
      if (round >= 0) times[at]!.push(performance.now() - start);
    }
  }
  return ways.map(({ name }, at) => ({ name, ms: median(times[at]!) }));
}

/**
 * Prints one line: the ways' medians, and the ratio of the first to the second.
 *
 * @param wanted What the ratio may be; `null` where it is told only to put another one in its place.
 */
export function report(
  title: string,
  timings: readonly Timing[],
  wanted: number | null,
): void {
  const [ours, plain] = timings;
  const ratio = ours!.ms / plain!.ms;
  const parts = timings.map(({ name, ms }) => `${name} ${ms.toFixed(2)} ms`);
  const verdict = wanted === null
    ? "(no target)"
    : `(wanted ≤ ${wanted})${ratio <= wanted ? "" : "  MISSED"}`;
  console.log(
    `${title.padEnd(44)} ${ratio.toFixed(2)} ${verdict}   ${parts.join(", ")}`,
  );
}

/** Does what would tell the user something: only the ratios are to be seen. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log, warn } = console;
  console.log = console.warn = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, { log, warn });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
