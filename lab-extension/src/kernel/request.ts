/**
 * A request as code that the kernel runs: the Deno kernel drops what comes over comms.
 *
 * @module
 */
import type { KernelMessage } from "@jupyterlab/services";
import type { CommId, Request } from "../../../src/lab/messages.d.ts";

/** Tells our messages from others'. */
export const COMM: CommId = "spyglass-deno";

/**
 * Writes a request as code. It goes twice through JSON: once as data, once as the source of a string, so that nothing
 * in it is ever code. A hello waits for a module that is not there yet; everything else is answered that it is not.
 *
 * @param request what is asked
 * @returns statements without a result
 */
function codeFor(request: Request): string {
  const waits = request.ask === "hello" || request.ask === "bye";
  const word = CHANGING.has(request.ask) ? "await" : "void";
  return `${word} ((name, text, waits) => {
  const lab = globalThis[name] ??= { waiting: [], receive(t) { this.waiting.push(t); } };
  if (lab.waiting) Deno.jupyter.broadcast("comm_msg", { comm_id: "${COMM}", data: { kind: "absent" } });
  if (!lab.waiting || waits) return lab.receive(text);
})(Symbol.for("spyglass-deno.lab"), ${
    JSON.stringify(JSON.stringify(request))
  }, ${waits});
undefined`;
}

/** A cell that runs right behind one of these must not read while the export is changing. */
const CHANGING: ReadonlySet<Request["ask"]> = new Set<Request["ask"]>(
  ["start", "stop", "resume"],
);

/**
 * The execution of a request: it has no prompt, is not counted, and disturbs no cell.
 *
 * @param request what is asked
 * @returns what Jupyter is asked to execute
 */
export function silently(
  request: Request,
): KernelMessage.IExecuteRequestMsg["content"] {
  return {
    code: codeFor(request),
    silent: true,
    store_history: false,
    allow_stdin: false,
    stop_on_error: false,
  };
}
