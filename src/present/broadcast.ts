/**
 * Sending to the front end of the Deno kernel: the only file that knows how.
 *
 * @module
 */

/** Sends data to whoever looks at this kernel. Never throws. */
export type Broadcast = (data: unknown) => void;

/** Tells our messages from others'. */
const COMM_ID = "spyglass-deno";

/**
 * How to send from this process.
 *
 * @returns `null` outside of the Deno kernel.
 *
 * @example
 * ```ts
 * import { kernelBroadcast } from "./broadcast.ts";
 *
 * console.log(kernelBroadcast() === null);
 * ```
 */
export function kernelBroadcast(): Broadcast | null {
  const kernel = jupyter();
  if (kernel === null) return null;
  return (data) => {
    // It may be of another version, or going down: nobody's read must fail over that.
    try {
      const sent = kernel.broadcast("comm_msg", { comm_id: COMM_ID, data });
      void Promise.resolve(sent).catch(() => {});
    } catch {
      // It was going down.
    }
  };
}

/**
 * Something to show in the running cell, and to change afterwards.
 *
 * @returns Shows data, each time in the place of what it showed before; `null` outside of the Deno kernel.
 */
export function kernelDisplay():
  | ((data: Readonly<Record<string, string>>) => void)
  | null {
  const kernel = jupyter();
  if (kernel === null) return null;
  const transient = { display_id: crypto.randomUUID() };
  let type = "display_data";
  return (data) => {
    try {
      const content = { data, metadata: {}, transient };
      void Promise.resolve(kernel.broadcast(type, content)).catch(() => {});
    } catch {
      // It was going down.
    }
    type = "update_display_data";
  };
}

interface Jupyter {
  broadcast(type: string, content: Record<string, unknown>): unknown;
}

/** Outside a kernel the property is there, too, and throws. */
function jupyter(): Jupyter | null {
  try {
    const found = (Deno as unknown as { jupyter?: Jupyter }).jupyter;
    return typeof found?.broadcast === "function" ? found : null;
  } catch {
    return null;
  }
}
