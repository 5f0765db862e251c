/**
 * The one bridge of a Deno kernel: made at the first `connect()`, kept by the process.
 *
 * @module
 */
import { kernelBroadcast } from "../present/broadcast.ts";
import { beforeResults } from "../present/kernel_order.ts";
import { Bridge, LAB } from "./bridge.ts";

/**
 * The bridge to the sidebar.
 *
 * @returns `null` outside of the Deno kernel.
 */
export function kernelBridge(): Bridge | null {
  const send = kernelBroadcast();
  return send === null ? null : theBridge ??= install(new Bridge(send));
}

let theBridge: Bridge | null = null;

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
