/**
 * Which cell a read came from. The notebook writes the cell's id into each request that it sends; the Deno kernel does
 * not know the request that runs, but what it sends names the last one as its parent. So the first message that holds a
 * read tells its cell. It is kept for as long as the browser tab lives, over reloads of the page.
 *
 * @module
 */
import type { ReadEntry, State } from "../../src/lab/messages.d.ts";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { Signal } from "@lumino/signaling";
import { type Origin, recallCells, rememberCells } from "./memory.ts";
import type { Rerun } from "./tokens.ts";

/** The cells of the reads of one kernel. */
export class Cells implements IDisposable {
  /** @param kernel a connection that the notebook owns */
  constructor(kernel: Kernel.IKernelConnection) {
    this.#origins = new Map(recallCells(kernel.id));
    for (const [key, origin] of this.#origins) {
      this.#noteRun(origin, key);
      // A cell that runs since before the page was loaded anew goes on reading.
      if (origin.cell) this.#executions.set(origin.run, origin.cell);
    }
    rememberCells(kernel.id, this.#origins);
    kernel.anyMessage.connect(this.#onMessage, this);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * Names the cell of a read.
   *
   * @param entry a read of the log
   * @returns the cell's id; `null` where another process or another tab read it
   */
  cellOf(entry: ReadEntry): string | null {
    const told = entry.execution && this.#executions.get(entry.execution);
    return told || (this.#origins.get(keyOf(entry))?.cell ?? null);
  }

  /**
   * Notes the reads that a message is the first to hold.
   *
   * @param state what the module said
   * @param parent `msg_id` of the message's parent
   * @returns reads of cells that ran again and then read other rows of the same table
   */
  note(state: State, parent: string): readonly Rerun[] {
    for (const { newest, table } of state.reads.tables) {
      for (const entry of newest) {
        const key = keyOf(entry);
        if (!entry.isOwn || this.#origins.has(key)) continue;
        // The kernel's word counts for more than that of the message.
        const run = entry.execution ?? parent;
        const cell = this.#executions.get(run) ?? null;
        const origin = { cell, run, table };
        this.#replaceable(origin, key);
        this.#origins.set(key, origin);
      }
    }
    trimmed(this.#origins);
    return this.#reruns.size === 0 ? NONE : this.#rerunsIn(state);
  }

  /** The user keeps an earlier read beside the later one. */
  keep({ earlier }: Rerun): void {
    this.#reruns.delete(keyOf(earlier));
  }

  dispose(): void {
    this.#isDisposed = true;
    Signal.clearData(this);
  }

  /** Entries of the log → where they came from. */
  readonly #origins: Map<string, Origin>;
  /** Executions that this tab sent → cells. */
  readonly #executions = new Map<string, string>();
  /** Cell and table → the last run that read it. */
  readonly #runs = new Map<string, Run>();
  /** Earlier entries → the later ones of the same cell. */
  readonly #reruns = new Map<string, string>();
  #isDisposed = false;

  /** A loop that reads thousands of rows one by one is no read that another one replaces. */
  #replaceable(origin: Origin, later: string): void {
    const { earlier } = this.#noteRun(origin, later) ?? NO_RUN;
    if (earlier.length > FEW) return;
    for (const key of earlier) this.#reruns.set(key, later);
  }

  #noteRun({ cell, run, table }: Origin, key: string): Run | null {
    if (cell === null) return null;
    const name = `${cell} ${table}`;
    const last = this.#runs.get(name);
    const next = last?.run === run
      ? last
      : { run, keys: [], earlier: last ? [...last.earlier, ...last.keys] : [] };
    next.keys.push(key);
    this.#runs.set(name, next);
    return next;
  }

  #rerunsIn(state: State): readonly Rerun[] {
    const found: Rerun[] = [];
    for (const { newest, label } of state.reads.tables) {
      const entries = new Map(newest.map((entry) => [keyOf(entry), entry]));
      for (const [key, earlier] of entries) {
        const later = entries.get(this.#reruns.get(key) ?? "");
        if (later) found.push({ label, earlier, later });
      }
    }
    return found;
  }

  #onMessage(
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs,
  ): void {
    const { msg_type, msg_id } = msg.header as KernelMessage.IHeader;
    if (direction !== "send" || msg_type !== "execute_request") return;
    const { cellId } = msg.metadata as { cellId?: unknown };
    if (typeof cellId !== "string") return;
    this.#executions.set(msg_id, cellId);
    trimmed(this.#executions);
  }
}

/** One run of a cell, as far as it read one table. */
interface Run {
  readonly run: string;
  readonly keys: string[];
  /** What the runs before it read. */
  readonly earlier: readonly string[];
}

const MOST = 5000;
/** Earlier reads of a cell that are offered to be replaced. */
const FEW = 20;
const NO_RUN: Run = { run: "", keys: [], earlier: [] };
const NONE: readonly Rerun[] = [];

function keyOf({ export_id, table_id }: ReadEntry): string {
  return `${export_id}/${table_id}`;
}

/** Without the oldest ones. */
function trimmed<T>(map: Map<string, T>): Map<string, T> {
  for (const key of map.keys()) {
    if (map.size <= MOST) break;
    map.delete(key);
  }
  return map;
}
