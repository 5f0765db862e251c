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
import { keyOf, type Rerun, Reruns } from "./reruns.ts";

/** The cells of the reads of one kernel. */
export class Cells implements IDisposable {
  /** @param kernel a connection that the notebook owns */
  constructor(kernel: Kernel.IKernelConnection) {
    this.#origins = new Map(recallCells(kernel.id));
    for (const [key, origin] of this.#origins) {
      this.#reruns.recall(key, origin);
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
        if (!entry.isOwn) continue;
        const known = this.#origins.get(key);
        if (known === undefined) {
          // The kernel's word counts for more than that of the message.
          const run = entry.execution ?? parent;
          const cell = this.#executions.get(run) ?? null;
          const origin = { cell, run, table };
          this.#reruns.note(key, origin);
          this.#origins.set(key, origin);
        }
        for (const other of [entry.execution, ...(entry.again ?? [])]) {
          this.#noteAgain(key, other);
        }
      }
    }
    trimmed(this.#origins);
    return this.#reruns.in(state);
  }

  /** The user keeps an earlier read beside the later one. */
  keep({ earlier }: Rerun): void {
    this.#reruns.keep(keyOf(earlier));
  }

  dispose(): void {
    this.#isDisposed = true;
    Signal.clearData(this);
  }

  /** Entries of the log → where they came from. */
  readonly #origins: Map<string, Origin>;
  /** Executions that this tab sent → cells. */
  readonly #executions = new Map<string, string>();
  /** Cells → the last executions of them: of earlier ones only what they read anew counts. */
  readonly #newest = new Map<string, string>();
  readonly #reruns = new Reruns();
  #isDisposed = false;

  /** The log has one entry for what two cells read: when one of them reads something else, the other one needs it still. */
  #noteAgain(key: string, execution: string | null): void {
    const cell = execution && this.#executions.get(execution);
    const origin = this.#origins.get(key)!;
    if (!cell || origin.cell === null) return;
    if (cell !== origin.cell) {
      this.#origins.set(key, { ...origin, isShared: true });
      this.#reruns.share(key);
    } else if (this.#newest.get(cell) === execution) {
      this.#reruns.again(key, { ...origin, run: execution });
    }
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
    this.#newest.set(cellId, msg_id);
    trimmed(this.#executions);
    trimmed(this.#newest);
  }
}

const MOST = 5000;
/** Without the oldest ones. */
function trimmed<T>(map: Map<string, T>): Map<string, T> {
  for (const key of map.keys()) {
    if (map.size <= MOST) break;
    map.delete(key);
  }
  return map;
}
