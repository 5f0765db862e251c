/**
 * Which cell an execution came from. The notebook writes the cell's id into each request that it sends; it is kept for
 * as long as the browser tab lives, so that reads find their cells after a reload, too.
 *
 * @module
 */
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { Signal } from "@lumino/signaling";
import { recallCells, rememberCells } from "./memory.ts";

/** The executions that this tab sent to one kernel. */
export class Executions implements IDisposable {
  /** @param kernel a connection that the notebook owns */
  constructor(kernel: Kernel.IKernelConnection) {
    this.#kernel = kernel.id;
    this.#cells = new Map(recallCells(kernel.id));
    kernel.anyMessage.connect(this.#onMessage, this);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /**
   * Names the cell of an execution.
   *
   * @param execution its `msg_id`
   * @returns the cell's id; `null` where another tab or a console sent it
   */
  cellOf(execution: string): string | null {
    return this.#cells.get(execution) ?? null;
  }

  dispose(): void {
    this.#isDisposed = true;
    Signal.clearData(this);
  }

  readonly #kernel: string;
  readonly #cells: Map<string, string>;
  #isDisposed = false;

  #onMessage(
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs,
  ): void {
    const { msg_type, msg_id } = msg.header as KernelMessage.IHeader;
    if (direction !== "send" || msg_type !== "execute_request") return;
    const { cellId } = msg.metadata as { cellId?: unknown };
    if (typeof cellId !== "string") return;
    this.#cells.set(msg_id, cellId);
    const oldest = this.#cells.keys().next().value;
    if (this.#cells.size > MOST && oldest) this.#cells.delete(oldest);
    rememberCells(this.#kernel, [...this.#cells]);
  }
}

const MOST = 2000;
