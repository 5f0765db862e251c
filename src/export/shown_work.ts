/**
 * Work that a cell waits for: from a moment on it says what it is doing and for how long, in one place of the cell's
 * output; elsewhere now and then by a line.
 *
 * @module
 */
import { kernelDisplay } from "../present/broadcast.ts";
import { displayBundle } from "../present/display.ts";
import { workHtml, workText } from "../present/work_view.ts";
import { Progress, type ProgressOptions } from "./progress.ts";

/** How work is shown. */
export interface ShownWorkOptions {
  /** What is being done, as in "Cannot … ". */
  readonly action: string;
  /** What it is doing before it says so itself. */
  readonly step: string;
  /** Takes lines where there is no cell. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Does work, and shows how far it is while it takes longer than two seconds. */
export async function shownWork<T>(
  { action, step, say, signal }: ShownWorkOptions,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const begun = Date.now();
  let now = step;
  const progress = new Progress(action, {
    every: 0,
    onProgress: (line) => now = line,
    ...(signal ? { signal } : {}),
  });
  const show = shower(say);
  let isShown = false;
  const tell = (state: "running" | "done" | "stopped") => {
    isShown = true;
    show({ step: now, seconds: (Date.now() - begun) / 1000, state });
  };
  const timer = setInterval(() => {
    if (Date.now() - begun >= MOMENT) tell("running");
  }, EVERY);
  try {
    const result = await work(progress);
    if (isShown) tell("done");
    return result;
  } catch (error) {
    if (isShown) tell("stopped");
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Does work that takes progress options; shows how far it is unless they say whom to tell. */
export async function shownUnlessTold<Options extends ProgressOptions, T>(
  say: (line: string) => void,
  action: string,
  options: Options,
  work: (options: Options) => Promise<T>,
): Promise<T> {
  if (options.onProgress !== undefined) return await work(options);
  const { signal } = options;
  return await shownWork(
    { action, step: "Reading the log", say, signal },
    (progress) =>
      work({ ...options, onProgress: (line) => progress.tell(line), every: 0 }),
  );
}

/** Milliseconds that nobody asks what is going on. */
const MOMENT = 2000;
const EVERY = 500;

function shower(
  say: (line: string) => void,
): (view: Parameters<typeof workText>[0]) => void {
  const display = kernelDisplay();
  if (display !== null) {
    return (view) =>
      display({ ...displayBundle(workHtml(view), workText(view)) });
  }
  let told = -Infinity;
  return (view) => {
    // What follows the last line is the result, or the error.
    if (view.state !== "running" || view.seconds - told < MOMENT / 1000) return;
    told = view.seconds;
    say(workText(view));
  };
}
