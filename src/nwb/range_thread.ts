/**
 * Ranges of remote files for a caller that cannot wait for promises, as the HDF5 library cannot: another thread fetches
 * them.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Range, RangeRequest } from "./range.ts";
import type { RangeHead, RangeTask } from "./range_worker.ts";

/**
 * Fetches a range and waits for it.
 *
 * @throws {Error} It cannot be had; the message says what was found.
 */
export function rangeNow(request: RangeRequest): Range {
  const signal = new Int32Array(new SharedArrayBuffer(8));
  const answer = new Uint8Array(
    new SharedArrayBuffer(request.to - request.from + HEAD_BYTES),
  );
  const task: RangeTask = { request, signal, answer };
  thread().postMessage(task);
  const most = request.tries * (request.timeout + 10_000);
  if (Atomics.wait(signal, 0, 0, most) === "timed-out") {
    throw new Error("the thread that fetches did not answer");
  }
  const length = signal[1]!;
  const text = new TextDecoder().decode(answer.slice(0, length));
  const head = JSON.parse(text) as RangeHead;
  if (head.error !== undefined) throw new Error(head.error);
  return { ...head, bytes: answer.slice(length, length + head.bytes) };
}

/** Ends the thread; it begins anew when it is needed. */
export async function endRangeThread(): Promise<void> {
  await worker?.terminate();
  worker = null;
}

const HEAD_BYTES = 8192;
let worker: Worker | null = null;

function thread(): Worker {
  if (worker === null) {
    worker = new Worker(new URL("./range_worker.ts", import.meta.url));
    // A program may end while the thread waits for work.
    worker.unref();
  }
  return worker;
}
