/**
 * The slice of the shown paper: computed when somebody asks, or when it has been quiet and it does not take long.
 *
 * @module
 */
import { CancelledError } from "../../errors.ts";
import type { Closure } from "../../closure/closure.ts";
import { logOf } from "../../export/commands/command_context.ts";
import type { ExportCommandContext } from "../../export/commands/export_commands.ts";
import { Progress } from "../../export/progress.ts";
import { filesOfSlice } from "../../export/slice/files.ts";
import { paperSlice, sliceSteps } from "../../export/slice/paper_slice.ts";
import { publishedPaths } from "../../export/published_files.ts";
import { Slice } from "../../export/slice/slice.ts";
import { tableLabels } from "../../export/slice/table_labels.ts";
import type { SliceFile, SliceState } from "../messages.d.ts";

/** A slice that was computed. */
export interface ComputedSlice {
  readonly closure: Closure;
  /** For drawings. */
  readonly slice: Slice;
  /** The revision of the paper's entries that it is of. */
  readonly revision: number;
}

/** Where no paper is shown. */
export const NO_SLICE: SliceState = {
  isComputing: false,
  step: null,
  isStale: false,
  revision: 0,
  problem: null,
  tables: [],
  total: 0,
  files: [],
  moreFiles: 0,
};

/** The slice of one paper. */
export class SliceModel {
  readonly #paperId: string;
  readonly #changed: () => void;
  #computed: ComputedSlice | null = null;
  #files: readonly SliceFile[] = [];
  #problem: string | null = null;
  #step: string | null = null;
  #running:
    | { readonly stop: AbortController; readonly done: Promise<void> }
    | null = null;
  #milliseconds = 0;

  /** @param changed Called when there is something new to show. */
  constructor(paperId: string, changed: () => void) {
    this.#paperId = paperId;
    this.#changed = changed;
  }

  /** The slice that was computed last. */
  get computed(): ComputedSlice | null {
    return this.#computed;
  }

  /** True where computing it is no burden: it is small, or took no time when it was last done. */
  get isQuick(): boolean {
    const rows = this.#computed?.closure.total ?? 0;
    return this.#milliseconds < QUICK || rows < FEW_ROWS;
  }

  /** True while it is being computed. */
  get isComputing(): boolean {
    return this.#running !== null;
  }

  /** True where it could not be computed when that was last tried. */
  get hasFailed(): boolean {
    return this.#problem !== null;
  }

  /** Stops computing. */
  stop(): void {
    this.#running?.stop.abort();
  }

  /**
   * Computes it anew; where that is under way, waits for it.
   *
   * @param revision The revision of the paper's entries now.
   */
  async compute(
    context: ExportCommandContext,
    revision: number,
  ): Promise<void> {
    if (this.#running !== null) {
      await this.#running.done;
      // What was under way may have been of an older log.
      if (this.#computed?.revision === revision) return;
    }
    if (this.#running === null) {
      const stop = new AbortController();
      const done = this.#compute(context, revision, stop.signal)
        .finally(() => {
          this.#running = null;
          this.#changed();
        });
      this.#running = { stop, done };
      this.#changed();
    }
    await this.#running.done;
  }

  /** As the panel shows it. */
  state(revision: number): SliceState {
    const tables = [...this.#computed?.closure.tables.values() ?? []];
    const labels = tableLabels(tables.map(({ table }) => table));
    return {
      isComputing: this.isComputing,
      step: this.#step,
      isStale: this.#computed?.revision !== revision,
      revision: this.#computed?.revision ?? 0,
      problem: this.#problem,
      tables: tables.map(({ table, count, logged }) => ({
        table: table.fullName,
        label: `${table.schema}.${labels.get(table.fullName)}`,
        tier: table.tier,
        rows: count,
        logged,
      })),
      total: this.#computed?.closure.total ?? 0,
      files: this.#files.slice(0, MOST_FILES),
      moreFiles: Math.max(0, this.#files.length - MOST_FILES),
    };
  }

  async #compute(
    context: ExportCommandContext,
    revision: number,
    signal: AbortSignal,
  ): Promise<void> {
    const begun = performance.now();
    try {
      const { computed, files } = await this.#read(context, revision, signal);
      this.#files = files;
      this.#computed = computed;
      this.#problem = null;
    } catch (error) {
      if (error instanceof CancelledError) return;
      this.#problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#step = null;
      this.#milliseconds = performance.now() - begun;
    }
  }

  async #read(
    context: ExportCommandContext,
    revision: number,
    signal: AbortSignal,
  ): Promise<{ computed: ComputedSlice; files: readonly SliceFile[] }> {
    const { query, stores } = context;
    const paper_id = this.#paperId;
    const { catalog, paperLog } = await logOf(context, { paper_id });
    const progress = this.#progress(signal);
    const steps = sliceSteps(progress);
    const slice = await paperSlice(query.pool, catalog, paperLog, steps);
    const { closure } = slice;
    const paths = await filesOfSlice(query.pool, closure, stores, progress);
    const published = await publishedPaths(query.pool, catalog, paper_id);
    const title = `${paper_id}: all tables of the export`;
    const drawn = new Slice(query, { title, slice, only: "all", files: paths });
    return {
      computed: { closure, revision, slice: drawn },
      files: await Promise.all(
        paths.map(({ file_path }) => fileState(file_path, published)),
      ),
    };
  }

  /** What it is at is shown while it is computed. */
  #progress(signal: AbortSignal): Progress {
    return new Progress(`compute the slice of ${this.#paperId}`, {
      signal,
      every: MOMENT,
      onProgress: (line) => {
        this.#step = line;
        this.#changed();
      },
    });
  }
}

/** Milliseconds of computing that nobody minds. */
const QUICK = 1500;
/** Milliseconds that nobody asks what is going on, and between two answers. */
const MOMENT = 1000;
const FEW_ROWS = 10_000;
const MOST_FILES = 500;

async function fileState(
  path: string,
  published: ReadonlySet<string>,
): Promise<SliceFile> {
  const info = await Deno.stat(path).catch(() => null);
  const bytes = info?.isFile ? info.size : null;
  if (published.has(path)) return { path, bytes, state: "published" };
  return { path, bytes, state: bytes === null ? "missing" : "here" };
}
