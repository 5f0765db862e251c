/**
 * The thread that fetches ranges of remote files, while the one that asked for them waits.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { fetchRange, type RangeRequest } from "./range.ts";
import {
  BEAT,
  DONE,
  HEAD_BYTES,
  LENGTH,
  type RangeHead,
  type RangeTask,
  WAIT,
} from "./range_task.ts";

parentPort?.on("message", async ({ request, signal, answer }: RangeTask) => {
  const beat = setInterval(() => Atomics.add(signal, BEAT, 1), 250);
  const { head, body } = await fetched(
    request,
    (wait) => Atomics.store(signal, WAIT, wait),
  );
  clearInterval(beat);
  answer.set(head);
  answer.set(body, head.length);
  signal[LENGTH] = head.length;
  Atomics.store(signal, DONE, 1);
  Atomics.notify(signal, DONE);
});

interface Fetched {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** Whatever goes wrong is told: the other thread waits. */
async function fetched(
  request: RangeRequest,
  onWait: (milliseconds: number) => void,
): Promise<Fetched> {
  try {
    const range = await fetchRange(request, onWait);
    const { bytes: body } = range;
    const head = { ...range, bytes: body.length };
    const told = headBytes(head);
    if (told.length <= HEAD_BYTES) return { head: told, body };
    // An address that is too long for a shortcut.
    return { head: headBytes({ ...head, url: request.url }), body };
  } catch (error) {
    return {
      head: headBytes({
        error: (error as Error).message.slice(0, 1000),
        bytes: 0,
        total: 0,
        version: "",
        isSure: false,
        url: "",
      }),
      body: new Uint8Array(0),
    };
  }
}

function headBytes(head: RangeHead): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(head));
}
