/**
 * What a browser tab remembers over a reload of the page: a kernel that is busy cannot be asked anew. Losing it is no
 * harm; the kernel says everything again.
 *
 * @module
 */
import type { State } from "../../../src/lab/messages.d.ts";
import { otherProtocol } from "./protocol.ts";

/** Where a read came from. */
export interface Origin {
  /** `null` where it is not known. */
  readonly cell: string | null;
  /** `msg_id` of the execution. */
  readonly run: string;
  readonly table: string;
  /** True where several cells read it: it is no longer one cell's to replace. */
  readonly isShared?: boolean;
}

/**
 * Keeps a kernel's last state.
 *
 * @param kernel Jupyter's id of the kernel
 * @param state what the module said
 */
export function remember(kernel: string, state: State): void {
  states.set(kernel, state);
  writeAtTheEnd();
}

/**
 * Gives back the state that a kernel had before the page was loaded anew.
 *
 * @param kernel Jupyter's id of the kernel
 * @returns the state, `null` where there is none
 */
export function recall(kernel: string): State | null {
  const state = read(`state:${kernel}`) as State | null;
  return state?.kind === "state" && otherProtocol(state) === null
    ? state
    : null;
}

/**
 * Forgets the state of a kernel whose process has ended. The cells of its reads are kept: the log still has them.
 *
 * @param kernel Jupyter's id of the kernel
 */
export function forget(kernel: string): void {
  states.delete(kernel);
  remove(`state:${kernel}`);
}

/**
 * Forgets all of the kernels that are not there any more.
 *
 * @param running Jupyter's ids of those that are
 */
export function keepOnly(running: ReadonlySet<string>): void {
  const isOver = (name: string) => !running.has(name.split(" ")[0]!);
  for (const kept of [states, known]) {
    for (const name of kept.keys()) if (isOver(name)) kept.delete(name);
  }
  for (const key of keys()) {
    if (isOver(key.slice(key.indexOf(":") + 1))) remove(key);
  }
}

/** What a notebook knows of its cells. */
export interface KeptCells {
  /** Reads → where they came from. */
  readonly origins: Iterable<readonly [string, Origin]>;
  /** Executions that it sent → cells. */
  readonly executions: Iterable<readonly [string, string]>;
}

/**
 * Keeps which read came from which cell.
 *
 * @param kernel Jupyter's id of the kernel
 * @param path the notebook's; several may use one kernel
 * @param cells what is known, as it will be when the page goes
 */
export function rememberCells(
  kernel: string,
  path: string,
  cells: KeptCells,
): void {
  known.set(`${kernel} ${path}`, cells);
  writeAtTheEnd();
}

/**
 * Gives back what `rememberCells` kept.
 *
 * @param kernel Jupyter's id of the kernel
 * @param path the notebook's
 * @returns what it knew, nothing where nothing was kept
 */
export function recallCells(kernel: string, path: string): KeptCells {
  return {
    origins: readList(`cells:${kernel} ${path}`),
    executions: readList(`runs:${kernel} ${path}`),
  };
}

const states = new Map<string, State>();
/** Kernels and notebooks → cells. */
const known = new Map<string, KeptCells>();
let isListening = false;
const PREFIX = "spyglass-deno:";
/** A tab may keep about five million characters in all. */
const LONGEST = 500_000;

/** When the page goes, not with each of a thousand messages a second. */
function writeAtTheEnd(): void {
  if (isListening) return;
  isListening = true;
  globalThis.addEventListener("pagehide", () => {
    for (const [id, one] of states) write(`state:${id}`, one);
    for (const [name, { origins, executions }] of known) {
      write(`cells:${name}`, newest([...origins]));
      write(`runs:${name}`, newest([...executions]));
    }
  });
}

/** As many of the last ones as may be written: they are what the panel shows. */
function newest<T>(all: readonly T[]): readonly T[] {
  let length = 2;
  let first = all.length;
  while (first > 0) {
    length += JSON.stringify(all[first - 1]).length + 1;
    if (length > LONGEST) break;
    first--;
  }
  return all.slice(first);
}

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

function readList<T>(key: string): readonly T[] {
  const found = read(key);
  return Array.isArray(found) ? found : [];
}

function remove(key: string): void {
  try {
    sessionStorage.removeItem(PREFIX + key);
  } catch {
    // Where nothing may be kept, nothing is.
  }
}

/** What is kept, without our prefix. */
function keys(): readonly string[] {
  try {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}
