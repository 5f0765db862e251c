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
 */
export async function typeInto(
  notebook: NotebookPage,
  cell: number,
  keys: number,
): Promise<Typed> {
  const { page } = notebook;
  await notebook.cell(cell).locator(".jp-InputArea-editor").click();
  await page.evaluate(watchKeys);
  for (let i = 0; i < keys; i++) {
    const painted = page.evaluate(nextPicture);
    await page.keyboard.press("x");
    await painted;
  }
  const times = (await page.evaluate(keyTimes)).sort((a, b) => a - b);
  return {
    median: Math.round(times[Math.floor(times.length / 2)]!),
    slowest: Math.round(times.at(-1)!),
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

function nextPicture(): Promise<void> {
  const page = globalThis as unknown as Watching;
  return new Promise((resolve) => page.onPicture = resolve);
}

function keyTimes(): number[] {
  return (globalThis as unknown as Watching).keyTimes!;
}
