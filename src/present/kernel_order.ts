/**
 * The Deno kernel's results in their place: before the message that says that a cell is done.
 *
 * The kernel (2.9.6) hands a cell's result, and what it printed, to a queue, and then says that it is idle. About one
 * cell in six says so first, and whoever runs notebooks without a browser (nbclient, nbconvert) drops what comes after
 * it: the cell has no output.
 *
 * @module
 */

/** The part of the kernel's insides that this needs; any of it may be missing in another version. */
interface KernelInsides {
  broadcastResult?: (...args: unknown[]) => Promise<void>;
}

/**
 * Makes a cell end only after its result has been sent. Does nothing outside of the Deno kernel, and nothing the second
 * time.
 *
 * @example
 * ```ts
 * import { keepResultsInOrder } from "./kernel_order.ts";
 *
 * keepResultsInOrder();
 * ```
 */
export function keepResultsInOrder(): void {
  const kernel = insides();
  const broadcast = kernel?.broadcastResult;
  if (!kernel || typeof broadcast !== "function" || patched.has(broadcast)) {
    return;
  }
  const patient = async (...args: unknown[]) => {
    for (const work of before) await inTime(work);
    await broadcast.apply(kernel, args);
    await queueEmpty();
  };
  patched.add(patient);
  kernel.broadcastResult = patient;
}

/**
 * Has something done before the result of each cell is sent, so that what it sends belongs to that cell.
 *
 * @param work What is done; a cell waits a moment for it, and no longer.
 */
export function beforeResults(work: () => Promise<void>): void {
  before.add(work);
}

const before = new Set<() => Promise<void>>();
/** How long a cell waits. */
const MOMENT_MS = 300;

async function inTime(work: () => Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MOMENT_MS);
  });
  await Promise.race([work().catch(() => {}), late]);
  clearTimeout(timer);
}

/** Where a short time takes long the machine is busy with other things, and so may be the one who empties the queue. */
async function queueEmpty(): Promise<void> {
  for (let left = MOST_WAITS; left > 0; left--) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, QUEUE_MS));
    if (performance.now() - began < 2 * QUEUE_MS) return;
  }
}

/** The queue takes 0.1 to 0.3 ms, and on a busy machine more than 3. */
const QUEUE_MS = 20;
const MOST_WAITS = 25;

const patched = new WeakSet<object>();

function insides(): KernelInsides | null {
  if (!("jupyter" in Deno)) return null;
  const internal = (Deno as { internal?: symbol }).internal;
  if (internal === undefined) return null;
  const parts =
    (Deno as unknown as Record<symbol, { jupyter?: KernelInsides }>)[
      internal
    ];
  return parts?.jupyter ?? null;
}
