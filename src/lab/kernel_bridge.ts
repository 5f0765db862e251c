/**
 * The one bridge of a Deno kernel, and its cells: made at the first `connect()`, kept by the process.
 *
 * @module
 */
import { commandLine } from "../connection/server/server_process.ts";
import { kernelBroadcast } from "../present/broadcast.ts";
import { beforeResults } from "../present/kernel_order.ts";
import { Bridge, LAB } from "./bridge.ts";
import { RunningCells } from "./running_cells.ts";

/**
 * The bridge to the sidebar.
 *
 * @returns `null` outside of the Deno kernel.
 */
export function kernelBridge(): Bridge | null {
  const send = kernelBroadcast();
  const cells = kernelCells();
  if (send === null || cells === null) return null;
  return theBridge ??= install(new Bridge(send, cells));
}

/**
 * The cells of this kernel, which are heard of from the first `connect()` on.
 *
 * @returns `null` outside of the Deno kernel.
 */
export function kernelCells(): RunningCells | null {
  if (kernelBroadcast() === null) return null;
  if (theCells === null) {
    const cells = theCells = new RunningCells();
    void commandLine(Deno.pid).then((line) => cells.listen(line));
  }
  return theCells;
}

let theBridge: Bridge | null = null;
let theCells: RunningCells | null = null;

/** What a front end may have left in our place before we were there. */
interface Waiting {
  readonly waiting?: readonly unknown[];
}

function install(bridge: Bridge): Bridge {
  const place = globalThis as unknown as Record<symbol, Waiting | undefined>;
  const { waiting } = place[LAB] ?? {};
  const receive = (text: string) => bridge.receive(text);
  Object.defineProperty(globalThis, LAB, {
    value: { receive },
    configurable: true,
  });
  if (Array.isArray(waiting)) waiting.slice(-MOST).forEach(receive);
  beforeResults(() => bridge.flush());
  return bridge;
}

/** Requests that came before us. */
const MOST = 20;
