/**
 * Ranges of remote files for a caller that cannot wait for promises, as the HDF5 library cannot: another thread fetches
 * them.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import type { Range, RangeRequest } from "./range.ts";
import {
  BEAT,
  DONE,
  HEAD_BYTES,
  LENGTH,
  type RangeHead,
  type RangeTask,
  SIGNALS,
  WAIT,
} from "./range_task.ts";

/**
 * Fetches a range and waits for it.
 *
 * @param onWait Is told how many milliseconds a busy server asks to be left alone.
 * @throws {Error} It cannot be had; the message says what was found.
 */
export function rangeNow(
  request: RangeRequest,
  onWait: OnWait = () => {},
): Range {
  const answer = ask(request, onWait) ?? ask(request, onWait);
  if (answer === null) {
    throw new Error("the thread that fetches died twice; restart the kernel");
  }
  return answer;
}

/** The thread, started where there is none; whoever ends it need not say so. */
export function rangeThread(): Worker {
  if (worker !== null) return worker;
  const started = new Worker(new URL("./range_worker.ts", import.meta.url));
  const forget = () => {
    if (worker === started) worker = null;
  };
  started.on("exit", forget);
  // Without a listener its end would be the program's.
  started.on("error", forget);
  // A program may end while the thread waits for work.
  started.unref();
  worker = started;
  return started;
}

/** Ends the thread; it begins anew when it is needed. */
export async function endRangeThread(): Promise<void> {
  await worker?.terminate();
  worker = null;
}

type OnWait = (milliseconds: number) => void;

let worker: Worker | null = null;

/** Asks the thread; `null` where it died meanwhile, which no event can tell while this thread waits. */
function ask(request: RangeRequest, onWait: OnWait): Range | null {
  const signal = new Int32Array(new SharedArrayBuffer(4 * SIGNALS));
  const answer = new Uint8Array(
    new SharedArrayBuffer(request.to - request.from + HEAD_BYTES),
  );
  const thread = rangeThread();
  const task: RangeTask = { request, signal, answer };
  thread.postMessage(task);
  if (!awaitDone(signal, onWait)) {
    worker = null;
    thread.terminate();
    return null;
  }
  const length = signal[LENGTH]!;
  const text = new TextDecoder().decode(answer.slice(0, length));
  const head = JSON.parse(text) as RangeHead;
  if (head.error !== undefined) throw new Error(head.error);
  return { ...head, bytes: answer.slice(length, length + head.bytes) };
}

/** Waits as long as the other thread's heart beats. */
function awaitDone(signal: Int32Array, onWait: OnWait): boolean {
  let [beat, silent] = [0, 0];
  while (silent < MOST_SILENT) {
    if (Atomics.wait(signal, DONE, 0, LISTEN) !== "timed-out") return true;
    const wait = Atomics.exchange(signal, WAIT, 0);
    if (wait > 0) onWait(wait);
    const now = Atomics.load(signal, BEAT);
    silent = now === beat ? silent + 1 : 0;
    beat = now;
  }
  return false;
}

const LISTEN = 1000;
/** Starting a thread takes a while on a busy machine, and so does a large answer. */
const MOST_SILENT = 10;
