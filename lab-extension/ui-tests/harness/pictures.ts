/**
 * How smoothly a page moves: the times between its pictures while something goes on.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { busyness } from "./promptness.ts";

/** Milliseconds between one picture and the next, shortest first. */
export type Pictures = readonly number[];

/** Does something, and notes when the page drew a picture meanwhile. */
export async function picturesDuring(
  page: Page,
  work: () => Promise<void>,
): Promise<Pictures> {
  await page.evaluate(watch);
  await work();
  return await page.evaluate(watched);
}

/**
 * Says how smooth that was, and fails where it was not. A machine on which others do much draws late, whatever is drawn:
 * then it is only told.
 *
 * @param what What was done.
 * @throws {Error} Fewer than 95 of 100 pictures came within two of the screen's intervals, or one was late.
 */
export function judgeSmoothness(what: string, pictures: Pictures): void {
  const share = pictures.filter((gap) => gap < SOON).length / pictures.length;
  const longest = Math.round(pictures.at(-1) ?? Infinity);
  const median = Math.round(pictures[Math.floor(pictures.length / 2)] ?? 0);
  const said =
    `${what}: ${pictures.length} pictures, ${median} ms the median, ` +
    `${(share * 100).toFixed(1)} % below ${SOON} ms, ${longest} ms the longest`;
  const load = busyness(pictures.reduce((sum, gap) => sum + gap, 0));
  console.log(`  ${said}${load === null ? "" : ` (NOT JUDGED: ${load})`}`);
  if (load !== null || (share >= MOST_OF_THEM && longest < LATE)) return;
  throw new Error(
    `${said}, wanted ${MOST_OF_THEM * 100} % and less than ${LATE} ms`,
  );
}

/** Does something, and counts how often canvases were copied meanwhile. */
export async function copiesDuring(
  page: Page,
  work: () => Promise<void>,
): Promise<number> {
  await page.evaluate(countCopies);
  await work();
  return await page.evaluate(copiesCounted);
}

const SOON = 34;
const LATE = 120;
const MOST_OF_THEM = 0.95;

// These functions run in the page: they may use nothing from here but types.

interface Drawing {
  requestAnimationFrame(call: (at: number) => void): void;
  pictureTimes: number[] | null;
}

function watch(): void {
  const page = globalThis as unknown as Drawing;
  const times: number[] = [];
  page.pictureTimes = times;
  const next = (at: number) => {
    if (page.pictureTimes !== times) return;
    times.push(at);
    page.requestAnimationFrame(next);
  };
  page.requestAnimationFrame(next);
}

function watched(): number[] {
  const page = globalThis as unknown as Drawing;
  const times = page.pictureTimes ?? [];
  page.pictureTimes = null;
  return times.slice(1).map((time, at) => time - times[at]!)
    .sort((a, b) => a - b);
}

interface Canvases {
  canvasCopies: number;
  readonly CanvasRenderingContext2D: {
    readonly prototype: { drawImage(...given: unknown[]): void };
  };
}

function countCopies(): void {
  const page = globalThis as unknown as Canvases;
  const { prototype } = page.CanvasRenderingContext2D;
  const draw = prototype.drawImage;
  page.canvasCopies = 0;
  prototype.drawImage = function (...given) {
    page.canvasCopies++;
    draw.apply(this, given);
  };
}

function copiesCounted(): Promise<number> {
  const page = globalThis as unknown as Canvases & {
    requestAnimationFrame(call: () => void): void;
  };
  // What was asked for is drawn with the next picture.
  return new Promise((resolve) =>
    page.requestAnimationFrame(() =>
      page.requestAnimationFrame(() => resolve(page.canvasCopies))
    )
  );
}
