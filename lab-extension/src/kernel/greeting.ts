/**
 * Finding out what a kernel is, and saying hello to ours: from then on it tells what there is to show.
 *
 * @module
 */
import type { Request } from "../../../src/lab/messages.d.ts";
import type { Kernel } from "@jupyterlab/services";
import { UUID } from "@lumino/coreutils";
import type { IDisposable } from "@lumino/disposable";
import { LEASE, Lease } from "./lease.ts";
import type { KernelView } from "../model/tokens.ts";

/** What greeting needs. */
export interface GreetingOptions {
  /** Sends a request; resolves when the kernel has taken it. */
  send(request: Request): Promise<void>;
  /** Told when a kernel that should answer does not, so that it must be busy, and when it has answered. */
  late(isLate: boolean): void;
  /** What is known of the kernel now. */
  view(): KernelView;
}

/** The greeting of one kernel, which has to be said again from time to time. */
export class Greeting implements IDisposable {
  /**
   * @param kernel a connection that the notebook owns
   * @param options how to ask it, and who is told
   */
  constructor(kernel: Kernel.IKernelConnection, options: GreetingOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#lease = new Lease({
      renew: () => this.#renew(),
      leave: () => this.leave(),
    });
  }

  get isDisposed(): boolean {
    return this.#lease.isDisposed;
  }

  /** A question waits for its answer. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /**
   * Finds out what kernel it is.
   *
   * @returns whether it is ours; `null` where it does not say
   */
  async isDeno(): Promise<boolean | null> {
    const info = await this.#answered(this.#kernel.info).catch(() => null);
    this.#isDeno = info === null
      ? null
      : /deno/i.test(`${info.implementation} ${info.banner}`);
    return this.#isDeno;
  }

  /** Says hello. Several reasons to do so at once are one. */
  async greet(): Promise<void> {
    const isOver = this.#hello !== null || this.isDisposed;
    if (this.#isDeno !== true || isOver) return;
    const id = this.#hello = UUID.uuid4();
    try {
      const front = { front: FRONT, seconds: LEASE };
      const hello = { id, ask: "hello", ...front } as const;
      await this.#answered(this.#options.send(hello));
      this.#lease.told();
    } catch {
      // Whoever is not there is greeted again after the next cell.
    } finally {
      if (this.#hello === id) this.#hello = null;
    }
  }

  /** What was on its way may never come: the next reason to say hello counts. */
  forget(): void {
    this.#hello = null;
  }

  /** A cell has ended: the kernel may be told again that this window is there. */
  check(): void {
    this.#lease.check();
  }

  /** Says that this window is there no more. */
  leave(): void {
    if (this.#options.view().link !== "connected") return;
    const bye = { id: UUID.uuid4(), ask: "bye", front: FRONT } as const;
    void this.#options.send(bye).catch(() => {});
  }

  dispose(): void {
    this.#lease.dispose();
  }

  readonly #lease: Lease;
  readonly #kernel: Kernel.IKernelConnection;
  readonly #options: GreetingOptions;
  #isDeno: boolean | null = null;
  /** The hello that is on its way. */
  #hello: string | null = null;
  #isLate = false;

  /** A busy kernel is told at the end of its cell. */
  #renew(): void {
    const { link, isBusy } = this.#options.view();
    if (link === "connected" && !isBusy) void this.greet();
  }

  /** A kernel that was busy when the page was loaded says nothing of it but that it does not answer. */
  async #answered<T>(answer: Promise<T>): Promise<T> {
    const late = setTimeout(() => this.#tell(true), LATE);
    try {
      return await answer;
    } finally {
      clearTimeout(late);
      if (this.#isLate) this.#tell(false);
    }
  }

  #tell(isLate: boolean): void {
    this.#isLate = isLate;
    this.#options.late(isLate);
  }
}

/** Tells this window from others. */
const FRONT = UUID.uuid4();
/** Milliseconds in which an idle kernel answers. */
const LATE = 700;
