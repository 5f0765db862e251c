/**
 * How soon what is typed into a cell is to be seen.
 *
 * @module
 */
import type { NotebookPage } from "./notebook_page.ts";

/** Milliseconds from a key to the picture with its character. */
export interface Typed {
  readonly median: number;
  readonly slowest: number;
}

/**
 * Types into a cell, one key after the other: each waits for the picture of the one before.
 *
 * @param keys How many.
 * @returns Milliseconds of each.
 */
export async function typeInto(
  notebook: NotebookPage,
  cell: number,
  keys: number,
): Promise<readonly number[]> {
  const { page } = notebook;
  await notebook.cell(cell).locator(".jp-InputArea-editor").click();
  await page.evaluate(watchKeys);
  for (let i = 0; i < keys; i++) {
    await page.keyboard.press("x");
    await page.evaluate(picturesOf, i + 1);
  }
  return await page.evaluate(keyTimes);
}

/** Sums the times of some keys up. */
export function typed(times: readonly number[]): Typed {
  const sorted = times.toSorted((a, b) => a - b);
  return {
    median: Math.round(sorted[Math.floor(sorted.length / 2)]!),
    slowest: Math.round(sorted.at(-1)!),
  };
}

interface Watching {
  keyTimes?: number[];
  onPicture?: (() => void) | null;
  addEventListener(
    type: "keydown",
    listener: (event: { readonly timeStamp: number }) => void,
    options: { capture: true },
  ): void;
  requestAnimationFrame(work: () => void): void;
}

// These functions run in the page.

function watchKeys(): void {
  const page = globalThis as unknown as Watching;
  const isNew = page.keyTimes === undefined;
  page.keyTimes = [];
  if (!isNew) return;
  page.addEventListener("keydown", ({ timeStamp }) => {
    page.requestAnimationFrame(() => {
      // After the picture of this frame.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        page.keyTimes!.push(performance.now() - timeStamp);
        page.onPicture?.();
        port1.close();
      };
      port2.postMessage(null);
    });
  }, { capture: true });
}

/** Resolves when so many keys are to be seen: a key may be there before this is. */
async function picturesOf(keys: number): Promise<void> {
  const page = globalThis as unknown as Watching;
  while (page.keyTimes!.length < keys) {
    await new Promise<void>((resolve, reject) => {
      page.onPicture = resolve;
      const seen = page.keyTimes!.length;
      setTimeout(
        () => reject(new Error(`only ${seen} keys of ${keys} are seen`)),
        60_000,
      );
    });
  }
}

function keyTimes(): number[] {
  return (globalThis as unknown as Watching).keyTimes!;
}
