/**
 * What the HDF5 library leaves behind when it fails.
 *
 * Its failures are exceptions through WebAssembly, thrown while their text stands in a file of the library's own: nothing
 * takes back what the calls in between had put on the stack, and nobody closes that file. A few thousand failures would
 * leave neither stack nor files, and from then on every file would seem damaged.
 *
 * @module
 */
import { Module } from "h5wasm/esm";
import { fileSystem } from "./mount.ts";

/** Runs calls of the library; where they fail, nothing of that is left. `hdf5()` must have been awaited. */
export function tidied<T>(work: () => T): T {
  const module = Module as unknown as Calling;
  module[`_${NAME}`] ??= runNext;
  const task: Task = { work };
  tasks.push(task);
  // Emscripten's way to call a function with a text puts the text on the stack, and the stack back afterwards.
  module.ccall(NAME, "number", ["string"], [""]);
  if (task.failed === undefined) return task.value as T;
  closeTexts();
  throw task.failed.error;
}

interface Task {
  readonly work: () => unknown;
  value?: unknown;
  failed?: { readonly error: unknown };
}

/** One, as nothing waits here. */
const tasks: Task[] = [];

function runNext(): number {
  const task = tasks.pop()!;
  try {
    task.value = task.work();
  } catch (error) {
    task.failed = { error };
  }
  return 0;
}

const NAME = "spyglass_work";

interface Calling {
  ccall(name: string, gives: string, takes: string[], values: string[]): number;
  [name: `_${string}`]: () => number;
}

function closeTexts(): void {
  const system = fileSystem();
  for (const stream of system.streams) {
    if (stream?.path.includes(TEXT)) system.close(stream);
  }
}

/** C's `tmpfile()` makes them. */
const TEXT = "/tmpfile_";
