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
import { recallCells, rememberCells } from "./memory.ts";

/** The cells of the reads of one kernel. */
export class Cells implements IDisposable {
  /** @param kernel a connection that the notebook owns */
  constructor(kernel: Kernel.IKernelConnection) {
    this.#kernel = kernel.id;
    this.#reads = new Map(recallCells(kernel.id));
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
    return told || (this.#reads.get(keyOf(entry)) ?? null);
  }

  /**
   * Notes the reads that a message is the first to hold.
   *
   * @param state what the module said
   * @param parent `msg_id` of the message's parent
   */
  note(state: State, parent: string): void {
    const cell = this.#executions.get(parent) ?? null;
    let isNew = false;
    for (const { newest } of state.reads.tables) {
      for (const entry of newest) {
        const key = keyOf(entry);
        if (!entry.isOwn || this.#reads.has(key)) continue;
        this.#reads.set(key, cell);
        isNew = true;
      }
    }
    if (isNew) rememberCells(this.#kernel, trimmed(this.#reads));
  }

  dispose(): void {
    this.#isDisposed = true;
    Signal.clearData(this);
  }

  readonly #kernel: string;
  /** Entries of the log → cells; `null` where it is not known. */
  readonly #reads: Map<string, string | null>;
  /** Executions that this tab sent → cells. */
  readonly #executions = new Map<string, string>();
  #isDisposed = false;

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

const MOST = 5000;

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
