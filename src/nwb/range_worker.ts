/**
 * The thread that fetches ranges of remote files, while the one that asked for them waits.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { fetchRange, type RangeRequest } from "./range.ts";

/** What the waiting thread sends: what to fetch, and the memory for the answer. */
export interface RangeTask {
  readonly request: RangeRequest;
  /** Two numbers: whether the answer is there, and the length of its head. */
  readonly signal: Int32Array;
  /** The head as JSON, then the bytes. */
  readonly answer: Uint8Array;
}

/** What the answer begins with. */
export interface RangeHead {
  readonly error?: string;
  readonly bytes: number;
  readonly total: number;
  readonly version: string;
  /** Where redirects led to. */
  readonly url: string;
}

parentPort?.on("message", async (task: RangeTask) => {
  const { request, signal, answer } = task;
  let head: RangeHead;
  let body = new Uint8Array(0);
  try {
    const range = await fetchRange(request);
    body = range.bytes;
    head = { ...range, bytes: body.length };
  } catch (error) {
    head = {
      error: (error as Error).message.slice(0, 2000),
      bytes: 0,
      total: 0,
      version: "",
      url: request.url,
    };
  }
  const text = new TextEncoder().encode(JSON.stringify(head));
  answer.set(text);
  answer.set(body, text.length);
  signal[1] = text.length;
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
