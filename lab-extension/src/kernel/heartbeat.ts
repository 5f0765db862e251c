/**
 * Whether a kernel's process is there: Jupyter itself looks only every few seconds. The control channel is answered
 * also while a cell runs, and by nobody once the process has ended.
 *
 * @module
 */
import { type Kernel, KernelMessage } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";

/** Asks a kernel again and again whether it is there. */
export class Heartbeat implements IDisposable {
  /**
   * @param kernel a connection that the notebook owns
   * @param onChange told when it falls silent, and when it is heard again
   */
  constructor(
    kernel: Kernel.IKernelConnection,
    onChange: (isSilent: boolean) => void,
  ) {
    this.#kernel = kernel;
    this.#onChange = onChange;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Begins, unless it has begun. */
  start(): void {
    if (this.#timer !== null || this.#isDisposed) return;
    this.#beat();
  }

  /** Ends; what was silent is of no interest any more. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#drop();
    this.#isSilent = false;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.stop();
  }

  readonly #kernel: Kernel.IKernelConnection;
  readonly #onChange: (isSilent: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** A question that is not answered yet. */
  #future: Kernel.IControlFuture | null = null;
  #asked = 0;
  #expected = 0;
  #isSilent = false;
  #isDisposed = false;

  #beat(): void {
    const now = performance.now();
    // A page that was busy itself has not read what came meanwhile.
    const wasBusy = now - this.#expected > LATE;
    // What was asked over a connection that has gone is never answered.
    if (this.#kernel.connectionStatus !== "connected") this.#drop();
    if (this.#future === null) this.#ask(now);
    else if (now - this.#asked > PATIENCE && !wasBusy) this.#tell(true);
    this.#expected = now + BEAT;
    this.#timer = setTimeout(() => this.#beat(), BEAT);
  }

  #drop(): void {
    this.#future?.dispose();
    this.#future = null;
  }

  #ask(now: number): void {
    if (this.#kernel.connectionStatus !== "connected") return;
    const question = KernelMessage.createMessage<
      KernelMessage.IInfoRequestMsg
    >({
      msgType: "kernel_info_request",
      channel: "shell",
      username: this.#kernel.username,
      session: this.#kernel.clientId,
      content: {},
    });
    // Jupyter's types know debuggers only on this channel.
    const control = {
      ...question,
      channel: "control",
    } as unknown as KernelMessage.IControlMessage;
    const future = this.#kernel.sendControlMessage(control, true, false);
    this.#future = future;
    this.#asked = now;
    // It is never said to be done: nothing is run.
    future.done.catch(() => {});
    future.onReply = () => {
      future.dispose();
      if (this.#future !== future) return;
      this.#future = null;
      this.#tell(false);
    };
  }

  #tell(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.#onChange(isSilent);
  }
}

/** Milliseconds from one question to the next. */
const BEAT = 200;
/** Milliseconds in which an answer comes. */
const PATIENCE = 550;
/** Milliseconds by which a timer may be late on a page that is not busy. */
const LATE = 150;
