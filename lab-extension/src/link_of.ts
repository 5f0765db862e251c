/**
 * What Jupyter itself says of the connection to a kernel.
 *
 * @module
 */
import type { Kernel } from "@jupyterlab/services";
import type { Link } from "./tokens.ts";

/**
 * Says how it stands by the connection alone.
 *
 * @param kernel a connection that the notebook owns
 * @returns `null` where it is up: then it is the kernel that says more
 */
export function linkOf(kernel: Kernel.IKernelConnection): Link | null {
  if (kernel.isDisposed || kernel.status === "dead") return "dead";
  if (kernel.connectionStatus === "disconnected") return "offline";
  const isStarting = kernel.status === "starting" ||
    kernel.status === "restarting" || kernel.status === "autorestarting" ||
    kernel.status === "terminating";
  return isStarting ? "starting" : null;
}
