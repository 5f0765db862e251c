/**
 * What Jupyter itself says of the connection to a kernel.
 *
 * @module
 */
import type { Kernel } from "@jupyterlab/services";
import type { IDisposable } from "@lumino/disposable";
import { Signal } from "@lumino/signaling";
import type { Link } from "../model/tokens.ts";

/** The connection to one kernel: Jupyter mends it by itself for minutes, and says little of it meanwhile. */
export class Connection implements IDisposable {
  /**
   * @param kernel a connection that the notebook owns
   * @param onChange told when `link` may be another one
   */
  constructor(kernel: Kernel.IKernelConnection, onChange: () => void) {
    this.#kernel = kernel;
    this.#onChange = onChange;
    this.#wasUp = kernel.connectionStatus === "connected";
    kernel.statusChanged.connect(this.#onStatus, this);
    kernel.connectionStatusChanged.connect(this.#onStatus, this);
  }

  /** How it stands by the connection alone; `null` where it is up: then it is the kernel that says more. */
  get link(): Link | null {
    const { isDisposed, status, connectionStatus } = this.#kernel;
    if (isDisposed || status === "dead") return "dead";
    if (STARTING.has(status)) return "starting";
    const isLost = connectionStatus === "disconnected" || this.#isLost;
    return isLost ? "offline" : null;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#calm();
    Signal.clearData(this);
  }

  readonly #kernel: Kernel.IKernelConnection;
  readonly #onChange: () => void;
  #wasUp: boolean;
  #isLost = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isDisposed = false;

  #onStatus(): void {
    const { isDisposed, connectionStatus } = this.#kernel;
    if (isDisposed || connectionStatus !== "connecting") {
      this.#calm();
      this.#isLost = false;
      this.#wasUp ||= connectionStatus === "connected";
    } else if (this.#wasUp && this.#timer === null) {
      this.#timer = setTimeout(() => {
        this.#isLost = true;
        this.#onChange();
      }, GRACE);
    }
    this.#onChange();
  }

  #calm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const STARTING: ReadonlySet<Kernel.Status> = new Set<Kernel.Status>(
  ["starting", "restarting", "autorestarting", "terminating"],
);
/** Milliseconds of a connection that is made anew because the kernel is: nothing is wrong then. */
const GRACE = 600;
