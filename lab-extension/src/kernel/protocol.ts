/**
 * Whether the module in a kernel and this extension understand each other.
 *
 * @module
 */
import type { State } from "../../../src/lab/messages.d.ts";

/** What this extension speaks. */
export const PROTOCOL: State["protocol"] = 1;

/**
 * Looks at what a module speaks, which may be of any version.
 *
 * @param state what it sent
 * @returns its protocol where that is another one; `null` where all is well
 */
export function otherProtocol(
  { protocol }: { readonly protocol?: unknown },
): number | null {
  if (protocol === PROTOCOL) return null;
  return typeof protocol === "number" ? protocol : 0;
}
