/**
 * What a browser tab remembers over a reload of the page: a kernel that is busy cannot be asked anew. Losing it is no
 * harm; the kernel says everything again.
 *
 * @module
 */
import type { State } from "../../src/lab/messages.d.ts";
import type { Origin } from "./cells.ts";

/**
 * Keeps a kernel's last state.
 *
 * @param kernel Jupyter's id of the kernel
 * @param state what the module said
 */
export function remember(kernel: string, state: State): void {
  last.set(kernel, state);
  // Written when the page goes, not with each of a thousand messages a second.
  if (isListening) return;
  isListening = true;
  globalThis.addEventListener("pagehide", () => {
    for (const [id, one] of last) write(`state:${id}`, one);
  });
}

/**
 * Gives back the state that a kernel had before the page was loaded anew.
 *
 * @param kernel Jupyter's id of the kernel
 * @returns the state, `null` where there is none
 */
export function recall(kernel: string): State | null {
  const state = read(`state:${kernel}`) as State | null;
  return state?.kind === "state" && state.protocol === 1 ? state : null;
}

/**
 * Keeps which read came from which cell.
 *
 * @param kernel Jupyter's id of the kernel
 * @param cells reads → where they came from
 */
export function rememberCells(
  kernel: string,
  cells: ReadonlyMap<string, Origin>,
): void {
  write(`cells:${kernel}`, [...cells]);
}

/**
 * Gives back what `rememberCells` kept.
 *
 * @param kernel Jupyter's id of the kernel
 * @returns reads and where they came from, none where there are none
 */
export function recallCells(
  kernel: string,
): readonly (readonly [string, Origin])[] {
  const cells = read(`cells:${kernel}`);
  return Array.isArray(cells) ? cells : [];
}

const last = new Map<string, State>();
let isListening = false;
const PREFIX = "spyglass-deno:";
/** A tab may keep about five million characters in all. */
const LONGEST = 500_000;

function write(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    if (text.length > LONGEST) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // A full or forbidden memory: the next page asks the kernel.
  }
}

function read(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}
