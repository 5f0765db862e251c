/**
 * The notebook that a data frame or a diagram belongs to, wherever it is moved or renamed to.
 *
 * @module
 */
import type { ISessionContext } from "@jupyterlab/apputils";
import type { Sessions } from "../kernel/sessions.ts";
import type { IKernelLink } from "../model/tokens.ts";

/** A notebook or console, by where it was. */
export class NotebookPlace {
  /**
   * @param path where it was
   * @param sessions all that are open
   */
  constructor(path: string, sessions: Sessions) {
    this.#path = path;
    this.#sessions = sessions;
  }

  /** Where it is; where it is closed, where it was last. */
  get path(): string {
    const path = this.#session()?.path ?? this.#path;
    return this.#path = path;
  }

  /** Its kernel as it is now; `null` where it has none, or is closed. */
  get link(): IKernelLink | null {
    const session = this.#session();
    return session && this.#sessions.linkOf(session);
  }

  readonly #sessions: Sessions;
  #path: string;
  #known: ISessionContext | null = null;

  #session(): ISessionContext | null {
    if (this.#known?.isDisposed) this.#known = null;
    return this.#known ??= this.#sessions.find(this.#path);
  }
}
