/**
 * The kernels of all open notebooks and consoles. All are listened to, so that changing the notebook needs no answer
 * from a kernel that may be busy.
 *
 * @module
 */
import type { ISessionContext } from "@jupyterlab/apputils";
import type { IDisposable } from "@lumino/disposable";
import { type ISignal, Signal } from "@lumino/signaling";
import { KernelLink } from "./kernel.ts";
import type { IKernelLink } from "../model/tokens.ts";

/** The open sessions and the links to their kernels. */
export class Sessions implements IDisposable {
  /** The link of a session has changed, or something in it. */
  get changed(): ISignal<this, ISessionContext> {
    return this.#changed;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Listens to a session until it is disposed of. */
  add(session: ISessionContext): void {
    if (this.#links.has(session)) return;
    this.#links.set(session, null);
    session.kernelChanged.connect(this.#renew, this);
    session.propertyChanged.connect(this.#tell, this);
    session.disposed.connect(this.#remove, this);
    this.#renew(session);
  }

  /** The link to a session's kernel; `null` where it has none. */
  linkOf(session: ISessionContext): IKernelLink | null {
    return this.#links.get(session) ?? null;
  }

  /** The session of a notebook or console, by its path. */
  find(path: string): ISessionContext | null {
    for (const session of this.#links.keys()) {
      if (session.path === path) return session;
    }
    return null;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const session of [...this.#links.keys()]) this.#remove(session);
    Signal.clearData(this);
  }

  readonly #links = new Map<ISessionContext, KernelLink | null>();
  readonly #changed = new Signal<this, ISessionContext>(this);
  #isDisposed = false;

  /** Comes first without a kernel, then with the new one; after a restart not at all, or with the same id. */
  #renew(session: ISessionContext): void {
    this.#links.get(session)?.dispose();
    const kernel = session.session?.kernel ?? null;
    const link = kernel &&
      new KernelLink(kernel, session.kernelDisplayName, session.path);
    link?.changed.connect(() => this.#changed.emit(session));
    this.#links.set(session, link);
    this.#changed.emit(session);
  }

  /** It may have been renamed. */
  #tell(session: ISessionContext): void {
    this.#changed.emit(session);
  }

  #remove(session: ISessionContext): void {
    this.#links.get(session)?.dispose();
    this.#links.delete(session);
    if (!session.isDisposed) {
      session.kernelChanged.disconnect(this.#renew, this);
      session.propertyChanged.disconnect(this.#tell, this);
    }
    this.#changed.emit(session);
  }
}
