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
  Reply,
  Request,
  State,
} from "../../src/lab/messages.d.ts";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { UUID } from "@lumino/coreutils";
import { type ISignal, Signal } from "@lumino/signaling";
import { Cells } from "./cells.ts";
import { Heartbeat } from "./heartbeat.ts";
import { LEASE, Lease } from "./lease.ts";
import { LinkError, type LinkProblem } from "./link_error.ts";
import { linkOf } from "./link_of.ts";
import { recall, remember } from "./memory.ts";
import { COMM, silently } from "./request.ts";
import { shared } from "./shared.ts";
import type {
  IKernelLink,
  KernelView,
  Link,
  Pending,
  Rerun,
} from "./tokens.ts";

/** One kernel: what it said, and what is asked of it. */
export class KernelLink implements IKernelLink {
  /**
   * @param kernel a connection that the notebook owns
   * @param name as Jupyter names it, for people
   */
  constructor(kernel: Kernel.IKernelConnection, name: string) {
    this.#kernel = kernel;
    this.#cells = new Cells(kernel);
    this.#heart = new Heartbeat(kernel, (isSilent) => this.#onHeart(isSilent));
    this.#lease = new Lease({
      renew: () => this.#renew(),
      leave: () => this.#leave(),
    });
    const old = recall(kernel.id);
    this.#view = {
      link: linkOf(kernel) ?? "starting",
      kernelName: name,
      isBusy: kernel.status === "busy",
      state: old,
      lost: null,
      isOld: old !== null,
      pending: [],
      reruns: [],
    };
    kernel.iopubMessage.connect(this.#onMessage, this);
    kernel.statusChanged.connect(this.#onStatus, this);
    kernel.connectionStatusChanged.connect(this.#onStatus, this);
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
    if (this.#kernel.isDisposed || this.#view.link === "dead") {
      throw new LinkError("ended");
    }
    const id = UUID.uuid4();
    const request: Request = { id, ...asked };
    const reply = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#set({ pending: [...this.#view.pending, { id, asked }] });
    try {
      await Promise.race([this.#execute(request), reply]);
      return await reply;
    } finally {
      this.#waiting.delete(id);
      const isOther = (one: Pending) => one.id !== id;
      this.#set({ pending: this.#view.pending.filter(isOther) });
    }
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
    if (!this.#view.isBusy) this.#leave();
    this.#lease.dispose();
    Signal.clearData(this);
    this.#cells.dispose();
    this.#heart.dispose();
    this.#rejectAll("ended");
  }

  readonly #kernel: Kernel.IKernelConnection;
  readonly #cells: Cells;
  readonly #heart: Heartbeat;
  readonly #lease: Lease;
  readonly #waiting = new Map<string, Waiting>();
  readonly #own = new Set<string>();
  readonly #changed = new Signal<this, void>(this);
  #view: KernelView;
  #isDisposed = false;
  #isDeno = false;
  #isGreeting = false;
  /** A question waits for its answer. */
  #isSilent = false;
  /** The process that has ended, as it named itself. */
  #gone: string | null = null;

  /** Finds out what kernel it is, and says hello to ours. */
  async #meet(): Promise<void> {
    const info = await this.#answered(this.#kernel.info).catch(() => null);
    if (this.#isDisposed || info === null) return;
    this.#isDeno = /deno/i.test(`${info.implementation} ${info.banner}`);
    if (this.#isDeno) this.#heart.start();
    if (!this.#isDeno) this.#set({ link: "other", state: null, isOld: false });
    else await this.#greet();
  }

  /** Several reasons to say hello at once are one. */
  async #greet(): Promise<void> {
    if (!this.#isDeno || this.#isGreeting || this.#isDisposed) return;
    this.#isGreeting = true;
    const front = { front: FRONT, seconds: LEASE };
    const hello = { id: UUID.uuid4(), ask: "hello", ...front } as const;
    try {
      await this.#answered(this.#execute(hello));
      this.#lease.told();
    } catch {
      // Whoever is not there is greeted again after the next cell.
    } finally {
      this.#isGreeting = false;
    }
  }

  /** A busy kernel is told at the end of its cell. */
  #renew(): void {
    const { link, isBusy } = this.#view;
    if (link === "connected" && !isBusy) void this.#greet();
  }

  #leave(): void {
    if (this.#view.link !== "connected") return;
    const bye = { id: UUID.uuid4(), ask: "bye", front: FRONT } as const;
    void this.#execute(bye).catch(() => {});
  }

  /** A kernel that was busy when the page was loaded says nothing of it but that it does not answer. */
  async #answered<T>(answer: Promise<T>): Promise<T> {
    const late = setTimeout(() => {
      this.#isSilent = true;
      this.#set({ isBusy: true });
    }, LATE);
    try {
      return await answer;
    } finally {
      clearTimeout(late);
      if (this.#isSilent) this.#set({ isBusy: false });
      this.#isSilent = false;
    }
  }

  /** Runs the request in the kernel; its reply comes on the public channel. */
  async #execute(request: Request): Promise<void> {
    const future = this.#kernel.requestExecute(silently(request));
    this.#own.add(future.msg.header.msg_id);
    const { content } = await future.done;
    if (content.status === "ok") return;
    throw "evalue" in content
      ? new Error(content.evalue)
      : new LinkError("ended");
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
    if (message.kind === "state") this.#take(message, parent);
    else if (message.kind === "reply") this.#answer(message);
    else if (message.kind === "absent") {
      this.#rejectAll("missing");
      this.#set({ link: "absent", state: null, isOld: false });
    }
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
      reruns,
    });
  }

  #answer({ id, value, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
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
    this.#set({ isBusy: this.#isSilent });
    // The cell may have been the one that calls connect().
    if (!isOwn && this.#view.link !== "connected") void this.#greet();
    else if (!isOwn) this.#lease.check();
  }

  /** Its process may have ended, and Jupyter not have noticed. */
  #onHeart(isSilent: boolean): void {
    const { link, state } = this.#view;
    if (isSilent && CONNECTED.has(link)) this.#set({ link: "silent" });
    if (isSilent || link !== "silent") return;
    this.#set({ link: state === null ? "absent" : "connected" });
  }

  #onStatus(): void {
    const link = linkOf(this.#kernel);
    if (link === "dead" || link === "starting") {
      this.#gone = this.#view.state?.kernel ?? this.#gone;
      this.#heart.stop();
      this.#rejectAll("ended");
      this.#own.clear();
      const lost = this.#view.state?.active ?? this.#view.lost;
      this.#set({ link, state: null, lost, isOld: false, isBusy: false });
    } else if (link !== null) this.#set({ link });
    else if (!CONNECTED.has(this.#view.link)) {
      this.#set({ link: "starting" });
      void this.#meet();
    }
  }

  #rejectAll(problem: LinkProblem): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new LinkError(problem));
    }
  }

  #set(change: Partial<KernelView>): void {
    const next = { ...this.#view, ...change };
    const keys = Object.keys(change) as (keyof KernelView)[];
    if (keys.every((key) => next[key] === this.#view[key])) return;
    this.#view = next;
    if (!this.#isDisposed) this.#changed.emit();
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface CommContent {
  readonly comm_id: string;
  readonly data: Message | Absent;
}

/** Tells this window from others. */
const FRONT = UUID.uuid4();
/** Milliseconds in which an idle kernel answers. */
const LATE = 700;
const CONNECTED: ReadonlySet<Link> = new Set(["connected", "absent", "other"]);
