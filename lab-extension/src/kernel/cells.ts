/**
 * Which cell a read came from. The notebook writes the cell's id into each request that it sends; the Deno kernel does
 * not know the request that runs, but what it sends names the last one as its parent. So the first message that holds a
 * read tells its cell. It is kept for as long as the browser tab lives, over reloads of the page.
 *
 * @module
 */
import type { ReadEntry, State } from "../../../src/lab/messages.d.ts";
import { type Origin, recallCells, rememberCells } from "./memory.ts";
import { keyOf, type Rerun, Reruns } from "./reruns.ts";

/** What is needed of a connection to a kernel, which is Jupyter's. */
export interface IHeardKernel {
  readonly id: string;
  readonly anyMessage: {
    connect(slot: Slot, self: unknown): boolean;
    disconnect(slot: Slot, self: unknown): boolean;
  };
}

/** Told of what a connection sends and receives. */
export type Slot = (kernel: unknown, heard: IHeardMessage) => void;

/** A message, and which way it goes. */
export interface IHeardMessage {
  readonly direction: "send" | "recv";
  readonly msg: {
    readonly header: { readonly msg_type: string; readonly msg_id: string };
    readonly metadata: unknown;
  };
}

/** The cells of the reads of one notebook. */
export class Cells {
  /**
   * @param kernel a connection that the notebook owns
   * @param path the notebook's: a copy of it may use the same kernel, with cells of the same ids
   */
  constructor(kernel: IHeardKernel, path: string) {
    const { origins, executions } = recallCells(kernel.id, path);
    this.#origins = new Map(origins);
    // A cell that runs since before the page was loaded anew goes on reading.
    this.#executions = new Map(executions);
    for (const [key, origin] of this.#origins) {
      this.#reruns.recall(key, origin);
    }
    rememberCells(kernel.id, path, {
      origins: this.#origins,
      executions: this.#executions,
    });
    this.#kernel = kernel;
    kernel.anyMessage.connect(this.#onMessage, this);
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

  /** Listens no more. */
  dispose(): void {
    this.#kernel.anyMessage.disconnect(this.#onMessage, this);
  }

  readonly #kernel: IHeardKernel;
  /** Entries of the log → where they came from. */
  readonly #origins: Map<string, Origin>;
  /** Executions that this notebook sent → cells. */
  readonly #executions: Map<string, string>;
  /** Cells → the last executions of them: of earlier ones only what they read anew counts. */
  readonly #newest = new Map<string, string>();
  readonly #reruns = new Reruns();

  /**
   * The log has one entry for what two cells read: when one of them reads something else, the other one needs it still.
   * What this notebook did not send, another one did, or a console.
   */
  #noteAgain(key: string, execution: string | null): void {
    const origin = this.#origins.get(key)!;
    if (execution === null || origin.cell === null) return;
    const cell = this.#executions.get(execution) ?? null;
    const isOther = cell !== origin.cell;
    if (isOther) {
      this.#origins.set(key, { ...origin, isShared: true });
      this.#reruns.share(key);
    }
    if (cell === null || this.#newest.get(cell) !== execution) return;
    const run = { ...origin, cell, run: execution };
    if (isOther) this.#reruns.also(key, run);
    else this.#reruns.again(key, run);
  }

  #onMessage(_: unknown, { msg, direction }: IHeardMessage): void {
    const { msg_type, msg_id } = msg.header;
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
