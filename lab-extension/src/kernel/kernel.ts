/**
 * All traffic with one kernel, both ways. Knows nothing of the page but its session's memory.
 *
 * The Deno kernel drops what comes over comms, so requests are silent executions; what it sends is listened to on the
 * kernel's public channel, also while a cell runs.
 *
 * @module
 */
import type {
  Absent,
  Asked,
  Message,
  ReadEntry,
  Request,
  State,
} from "../../../src/lab/messages.d.ts";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { UUID } from "@lumino/coreutils";
import { type ISignal, Signal } from "@lumino/signaling";
import { Asks, type Standing } from "./asks.ts";
import { Cells } from "./cells.ts";
import { Connection } from "./connection.ts";
import { Greeting } from "./greeting.ts";
import { Heartbeat } from "./heartbeat.ts";
import { LinkError, type LinkProblem } from "./link_error.ts";
import { forget, recall, remember } from "./memory.ts";
import { otherProtocol } from "./protocol.ts";
import { COMM, silently } from "./request.ts";
import { shared } from "./shared.ts";
import type { Rerun } from "./reruns.ts";
import type { IKernelLink, KernelView, Link } from "../model/tokens.ts";

/** One kernel: what it said, and what is asked of it. */
export class KernelLink implements IKernelLink {
  /**
   * @param kernel a connection that the notebook owns
   * @param name as Jupyter names it, for people
   * @param path of the notebook or console
   */
  constructor(kernel: Kernel.IKernelConnection, name: string, path: string) {
    this.#kernel = kernel;
    this.#cells = new Cells(kernel, path);
    this.#heart = new Heartbeat(kernel, (isSilent) => this.#onHeart(isSilent));
    this.#connection = new Connection(kernel, () => this.#onConnection());
    this.#greeting = new Greeting(kernel, {
      send: (request) => this.#execute(request),
      late: (isBusy) => this.#set({ isBusy }),
      view: () => this.#view,
    });
    const old = recall(kernel.id);
    this.#view = {
      link: this.#connection.link ?? "starting",
      kernelName: name,
      isBusy: kernel.status === "busy",
      state: old,
      lost: null,
      isOld: old !== null,
      protocol: null,
      pending: [],
      reruns: [],
    };
    kernel.iopubMessage.connect(this.#onMessage, this);
    void this.#meet();
  }

  get view(): KernelView {
    return this.#view;
  }

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  async ask(asked: Asked): Promise<unknown> {
    const problem = this.#kernel.isDisposed
      ? "ended"
      : REFUSED[this.#view.link];
    if (problem !== undefined) throw new LinkError(problem);
    const id = UUID.uuid4();
    return await this.#asks.wait(
      id,
      asked,
      () => this.#execute({ id, ...asked }),
    );
  }

  async reconnect(): Promise<void> {
    await this.#kernel.reconnect();
  }

  cellOf(entry: ReadEntry): string | null {
    return this.#cells.cellOf(entry);
  }

  keep(rerun: Rerun): void {
    this.#cells.keep(rerun);
    const isOther = ({ earlier }: Rerun) => earlier !== rerun.earlier;
    this.#set({ reruns: this.#view.reruns.filter(isOther) });
  }

  /** Lets go of the kernel; it is told where that does not have to wait. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (!this.#view.isBusy) this.#greeting.leave();
    this.#greeting.dispose();
    Signal.clearData(this);
    this.#cells.dispose();
    this.#heart.dispose();
    this.#connection.dispose();
    this.#asks.fail("ended");
  }

  readonly #kernel: Kernel.IKernelConnection;
  readonly #cells: Cells;
  readonly #heart: Heartbeat;
  readonly #connection: Connection;
  readonly #greeting: Greeting;
  readonly #asks = new Asks((pending) => this.#set({ pending }));
  readonly #own = new Set<string>();
  readonly #changed = new Signal<this, void>(this);
  #view: KernelView;
  #isDisposed = false;
  /** The process that has ended, as it named itself. */
  #gone: string | null = null;

  /** Finds out what kernel it is, and says hello to ours. */
  async #meet(): Promise<void> {
    const isDeno = await this.#greeting.isDeno();
    if (this.#isDisposed || isDeno === null) return;
    if (isDeno) this.#heart.start();
    if (!isDeno) this.#set({ link: "other", state: null, isOld: false });
    else await this.#greeting.greet();
  }

  /** Runs the request in the kernel; its reply comes on the public channel. */
  async #execute(request: Request): Promise<void> {
    const future = this.#kernel.requestExecute(silently(request));
    this.#own.add(future.msg.header.msg_id);
    const { content } = await future.done;
    if (content.status === "ok") return;
    throw "evalue" in content
      ? new Error(content.evalue)
      : new LinkError("dropped");
  }

  #onMessage(
    _: Kernel.IKernelConnection,
    message: KernelMessage.IIOPubMessage,
  ): void {
    const { msg_type } = message.header;
    if (msg_type === "comm_msg") {
      const { comm_id, data } = message.content as CommContent;
      if (comm_id !== COMM) return;
      const parent = message.parent_header as { msg_id?: string };
      this.#receive(data, parent.msg_id ?? "");
    } else if (msg_type === "status") {
      this.#onExecutionState(message as KernelMessage.IStatusMsg);
    }
  }

  #receive(message: Message | Absent, parent: string): void {
    if (message.kind === "state") {
      const protocol = otherProtocol(message);
      if (protocol === null) this.#take(message, parent);
      else this.#refuse(protocol);
    } else if (message.kind === "reply") this.#asks.answer(message);
    else if (message.kind === "absent") {
      this.#asks.fail("missing");
      this.#set({ link: "absent", state: null, isOld: false });
    }
  }

  /** What a module of another version says may mean anything. */
  #refuse(protocol: number): void {
    this.#asks.fail("mismatch");
    this.#set({ link: "mismatch", protocol, state: null, isOld: false });
  }

  #take(state: State, parent: string): void {
    // What a process said before its end may come after it.
    if (state.kernel === this.#gone) return;
    const last = this.#view.state;
    const isKnown = last !== null && !this.#view.isOld &&
      last.kernel === state.kernel && last.seq >= state.seq;
    if (isKnown) return this.#set({ link: "connected" });
    remember(this.#kernel.id, state);
    const reruns = shared(this.#view.reruns, this.#cells.note(state, parent));
    const next = last === null ? state : shared(last, state);
    this.#set({
      link: "connected",
      state: next,
      lost: null,
      isOld: false,
      protocol: null,
      reruns,
    });
  }

  /** Only others' executions make the kernel busy for the panel. */
  #onExecutionState(message: KernelMessage.IStatusMsg): void {
    const parent = message.parent_header as { msg_id?: string };
    const isOwn = this.#own.has(parent.msg_id ?? "");
    const state = message.content.execution_state;
    if (state === "busy") this.#set({ isBusy: !isOwn });
    if (state !== "idle") return;
    if (isOwn) this.#own.delete(parent.msg_id ?? "");
    // It is idle only when it has answered: its other channels may be idle before that.
    this.#set({ isBusy: this.#greeting.isLate });
    // The cell may have been the one that calls connect().
    if (isOwn) return;
    if (this.#view.link === "connected") this.#greeting.check();
    else void this.#greeting.greet();
  }

  /** Its process may have ended, and Jupyter not have noticed. */
  #onHeart(isSilent: boolean): void {
    const { link, state, protocol } = this.#view;
    if (isSilent && CONNECTED.has(link)) this.#set({ link: "silent" });
    if (isSilent || link !== "silent") return;
    const none = protocol === null ? "absent" : "mismatch";
    this.#set({ link: state === null ? none : "connected" });
  }

  #onConnection(): void {
    const { link } = this.#connection;
    if (link === "dead" || link === "starting") this.#end(link);
    else if (link !== null) {
      // What was on its way may never come: it is greeted anew.
      this.#greeting.forget();
      this.#set({ link });
    } else if (!CONNECTED.has(this.#view.link)) {
      this.#set({ link: "starting" });
      void this.#meet();
    }
  }

  /** The process has ended; what it said last is no more. */
  #end(link: Link): void {
    this.#gone = this.#view.state?.kernel ?? this.#gone;
    this.#greeting.forget();
    this.#heart.stop();
    this.#asks.fail("ended");
    this.#own.clear();
    forget(this.#kernel.id);
    const lost = this.#view.state?.active ?? this.#view.lost;
    this.#set({ link, state: null, lost, isOld: false, isBusy: false });
  }

  #set(change: Partial<KernelView>): void {
    const next = { ...this.#view, ...change };
    const keys = Object.keys(change) as (keyof KernelView)[];
    if (keys.every((key) => next[key] === this.#view[key])) return;
    this.#view = next;
    this.#asks.stand(standingOf(next));
    if (!this.#isDisposed) this.#changed.emit();
  }
}

interface CommContent {
  readonly comm_id: string;
  readonly data: Message | Absent;
}

const CONNECTED: ReadonlySet<Link> = new Set(
  ["connected", "absent", "other", "mismatch"],
);

/** Where nothing is asked at all, and why. One that is silent may be so for a moment only. */
const REFUSED: Partial<Record<Link, LinkProblem>> = {
  dead: "ended",
  other: "other",
  offline: "offline",
  mismatch: "mismatch",
};

function standingOf({ link, isBusy }: KernelView): Standing {
  if (link === "offline" || link === "silent") return link;
  return isBusy ? "busy" : "answers";
}
