/**
 * Threads that look into files. The HDF5 library is busy for milliseconds a file: of thousands, the first look takes as
 * many times less as the machine has processors.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SteadyLook } from "./look_into.ts";

/** What a thread answers; `look` is `null` where it could not look. */
export interface LookAnswer {
  readonly path: string;
  readonly look: SteadyLook | null;
}

/** Threads at work; they end at disposal. */
export interface LookThreads extends Disposable {
  /** As `look_into.ts` has it; `null` where no thread could look. */
  lookInto(path: string): Promise<SteadyLook | null>;
}

/** Starts threads. */
export function lookThreads(
  count = Math.min(availableParallelism(), MOST_THREADS),
): LookThreads {
  const threads = Array.from({ length: count }, () => lookThread());
  return {
    lookInto(path) {
      const idle = threads.reduce((least, one) =>
        one.waiting < least.waiting ? one : least
      );
      return idle.lookInto(path);
    },
    [Symbol.dispose]() {
      for (const thread of threads) thread.end();
    },
  };
}

/** Each has a library of its own, which takes memory. */
const MOST_THREADS = 4;

function lookThread() {
  const worker = new Worker(new URL("./look_worker.ts", import.meta.url));
  const asked = new Map<string, (look: SteadyLook | null) => void>();
  let isThere = true;
  const answer = ({ path, look }: LookAnswer) => {
    asked.get(path)?.(look);
    asked.delete(path);
  };
  const leave = () => {
    isThere = false;
    for (const path of [...asked.keys()]) answer({ path, look: null });
  };
  worker.on("message", answer);
  // Without a listener its end would be the program's.
  worker.on("error", leave);
  worker.on("exit", leave);
  return {
    /** How much it has to do; one that is gone is asked last. */
    get waiting() {
      return isThere ? asked.size : Infinity;
    },
    lookInto(path: string): Promise<SteadyLook | null> {
      if (!isThere) return Promise.resolve(null);
      return new Promise((done) => {
        asked.set(path, done);
        worker.postMessage(path);
      });
    },
    end() {
      leave();
      worker.terminate();
    },
  };
}
