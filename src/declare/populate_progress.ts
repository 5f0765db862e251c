/**
 * Showing how far a populate is: a bar in the cell, a line in a terminal, now and then a line elsewhere.
 *
 * @module
 */
import { kernelDisplay } from "../present/broadcast.ts";
import {
  progressHtml,
  progressText,
  type ProgressView,
} from "../present/progress_view.ts";

/** A bar of keys. */
export class PopulateProgress {
  readonly #title: string;
  readonly #total: number;
  readonly #show: ((view: ProgressView, isLast: boolean) => void) | null;
  readonly #began = Date.now();
  #last = 0;
  #done = 0;
  #failed = 0;

  constructor(title: string, total: number, isShown: boolean) {
    this.#title = title;
    this.#total = total;
    this.#show = isShown ? shower() : null;
    this.#tell(false);
  }

  /** One key more is done. */
  step(failed: number): void {
    this.#done++;
    this.#failed = failed;
    if (Date.now() - this.#last >= MOMENT) this.#tell(false);
  }

  /** Nothing more comes. */
  end(): void {
    this.#tell(true);
  }

  #tell(isLast: boolean): void {
    this.#last = Date.now();
    this.#show?.({
      title: this.#title,
      done: this.#done,
      total: this.#total,
      failed: this.#failed,
      seconds: (Date.now() - this.#began) / 1000,
    }, isLast);
  }
}

/** Milliseconds between two pictures, so that showing costs nothing beside the work. */
const MOMENT = 200;

function shower(): (view: ProgressView, isLast: boolean) => void {
  const display = kernelDisplay();
  if (display !== null) {
    return (view) =>
      display({
        "text/html": progressHtml(view),
        "text/plain": progressText(view),
      });
  }
  if (Deno.stderr.isTerminal()) {
    return (view, isLast) =>
      write(`\r\x1b[K${progressText(view)}${isLast ? "\n" : ""}`);
  }
  let told = -1;
  return (view, isLast) => {
    const tenth = Math.floor(10 * view.done / Math.max(view.total, 1));
    if (tenth === told && !isLast) return;
    told = tenth;
    write(`${progressText(view)}\n`);
  };
}

function write(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
