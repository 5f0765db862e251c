/**
 * A thread that looks into files; see `look_threads.ts`.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { lookInto } from "./look_into.ts";
import type { LookAnswer } from "./look_threads.ts";

let turn = Promise.resolve();

// One after the other: at the same time they would only take memory from each other.
parentPort?.on("message", (path: string) => {
  turn = turn.then(async () => {
    const look = await lookInto(path).catch(() => null);
    const answer: LookAnswer = { path, look };
    parentPort?.postMessage(answer);
  });
});
