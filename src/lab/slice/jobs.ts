/**
 * Populating and verifying from the sidebar: one thing at a time, beside whatever cells do, with a way to stop it.
 *
 * @module
 */
import { CancelledError } from "../../errors.ts";
import {
  type ExportCommandContext,
  exportCommands,
} from "../../export/commands/export_commands.ts";
import { counted } from "../../present/slice_view.ts";
import type { Job } from "../messages.d.ts";

/** What can be done. */
export type JobName = Job["name"];

/** The job that goes on, or the last one. */
export class Jobs {
  readonly #changed: () => void;
  #earlier: Jobs | null;
  #job: Job | null = null;
  #stop: AbortController | null = null;
  #done: Promise<void> = Promise.resolve();

  /**
   * @param changed Called whenever a job that was begun here has changed.
   * @param earlier Those of an earlier connection to the same database: what goes on there is shown, and can be
   * cancelled, until something is begun here.
   */
  constructor(changed: () => void, earlier: Jobs | null = null) {
    this.#changed = changed;
    this.#earlier = earlier;
  }

  /** The job that goes on, or the last one; `null` before the first. */
  get job(): Job | null {
    return this.#job ?? this.#earlier?.job ?? null;
  }

  /**
   * Begins a job.
   *
   * @param context Its commands say their progress to `say` of {@linkcode Jobs.step}.
   * @returns Its id.
   * @throws {RangeError} Another one goes on.
   */
  begin(name: JobName, paperId: string, context: ExportCommandContext): string {
    if (this.isRunning) {
      throw new RangeError(
        `Cannot ${name} paper ${paperId}: ${this.job!.name} goes on for paper ${
          this.job!.paper_id
        }, wanted one thing at a time; cancel it or wait for it`,
      );
    }
    const id = crypto.randomUUID();
    this.#earlier = null;
    this.#stop = new AbortController();
    this.#job = {
      id,
      name,
      paper_id: paperId,
      step: name === "populate" ? "Reading the log" : "Looking for the dump",
      progress: null,
      state: "running",
      message: null,
      differs: false,
    };
    this.#changed();
    this.#done = this.#run(name, paperId, context, this.#stop.signal);
    return id;
  }

  /** True while a job goes on. */
  get isRunning(): boolean {
    const state = this.job?.state;
    return state === "running" || state === "cancelling";
  }

  /** Forgets a job that has ended well or was given up. Why one failed is to be read until the next one. */
  forgetDone(): void {
    this.#earlier?.forgetDone();
    const state = this.#job?.state;
    if (state === "done" || state === "cancelled") this.#job = null;
  }

  /** Notes what the job is doing. */
  step(line: string): void {
    this.#set({ step: line, progress: progressOf(line) });
  }

  /** Asks the job to stop; it does so at its next step. */
  cancel(id: string): void {
    this.#earlier?.cancel(id);
    if (this.#job?.id !== id || this.#job.state !== "running") return;
    this.#set({ state: "cancelling" });
    this.#stop?.abort();
  }

  /** Stops what goes on here, and waits for its end. */
  async stop(): Promise<void> {
    if (this.#job !== null) this.cancel(this.#job.id);
    await this.#done;
  }

  async #run(
    name: JobName,
    paper_id: string,
    context: ExportCommandContext,
    signal: AbortSignal,
  ): Promise<void> {
    const options = {
      signal,
      every: OFTEN,
      onProgress: (line: string) => this.step(line),
    };
    try {
      const found = name === "populate"
        ? await populated(context, paper_id, options)
        : await verified(context, paper_id, options);
      this.#set({ state: "done", progress: 1, ...found });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isCancelled = error instanceof CancelledError || signal.aborted;
      this.#set({ state: isCancelled ? "cancelled" : "failed", message });
    }
  }

  #set(change: Partial<Job>): void {
    if (this.#job === null) return;
    this.#job = { ...this.#job, ...change };
    this.#changed();
  }
}

/** Milliseconds between lines of progress. */
const OFTEN = 100;

interface JobOptions {
  readonly signal: AbortSignal;
  readonly every: number;
  readonly onProgress: (line: string) => void;
}

/** What a job that is done has to say. */
type Found = Pick<Job, "message" | "differs">;

async function populated(
  context: ExportCommandContext,
  paper_id: string,
  options: JobOptions,
): Promise<Found> {
  const { tables, files, script } = await exportCommands(context)
    .populatePaper({ paper_id }, options);
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  const message = `${counted(Object.keys(tables).length, "table")}, ${
    counted(rows, "row")
  }, ${counted(files.length, "file")}: ${script}`;
  return { message, differs: false };
}

async function verified(
  context: ExportCommandContext,
  paper_id: string,
  options: JobOptions,
): Promise<Found> {
  const { ok, differences, restored, reads } = await exportCommands(context)
    .verify({ paper_id }, options);
  const message = ok
    ? `Verified: ${counted(restored.tables, "table")}, ${
      counted(restored.rows, "row")
    } restored, ${counted(reads, "read")} replayed, no difference`
    : `${counted(differences.length, "difference")}: ${
      differences.slice(0, 3).map(({ message }) => message).join("; ")
    }`;
  return { message, differs: !ok };
}

/** How far a line says that its part of the work is. */
function progressOf(line: string): number | null {
  const [, percent] = /\b(\d+)\s?%/.exec(line) ?? [];
  if (percent !== undefined) return Math.min(1, Number(percent) / 100);
  const [, done, all] = /\b(\d+) of (\d+)\b/.exec(line) ?? [];
  return done === undefined || Number(all) === 0
    ? null
    : Math.min(1, Number(done) / Number(all));
}
