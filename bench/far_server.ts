/**
 * A server as if it was far away: a program that stands between clients and a server, and hands each piece on some
 * milliseconds later. Run as `far_server.ts SERVER_SOCKET OWN_SOCKET MS`.
 *
 * @module
 */

/** Starts it as a process of its own. */
export async function farServer(
  server: string,
  socketPath: string,
  ms: number,
): Promise<AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      new URL(import.meta.url).pathname,
      server,
      socketPath,
      String(ms),
    ],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

async function serve(
  server: string,
  socketPath: string,
  ms: number,
): Promise<void> {
  const listener = Deno.listen({ transport: "unix", path: socketPath });
  console.log("ready");
  for await (const client of listener) {
    const connection = await Deno.connect({ transport: "unix", path: server });
    for (
      const [from, to] of [[client, connection], [connection, client]] as const
    ) {
      // One of them goes when it likes.
      from.readable.pipeThrough(later(ms)).pipeTo(to.writable).catch(() => {});
    }
  }
}

/** Hands each piece on when its time has come, however many follow meanwhile. */
function later(ms: number): TransformStream<Uint8Array, Uint8Array> {
  let last = Promise.resolve();
  return new TransformStream({
    transform(bytes, to) {
      const due = new Promise((resolve) => setTimeout(resolve, ms));
      last = last.then(() => due).then(() => to.enqueue(bytes));
      last.catch(() => {});
    },
    flush: () => last,
  });
}

if (import.meta.main) {
  const [server, socketPath, ms] = Deno.args;
  await serve(server!, socketPath!, Number(ms));
}
