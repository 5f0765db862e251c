/**
 * A way to the server that breaks at a commit.
 *
 * @module
 */
import { join } from "node:path";

/** When the way breaks. */
export type Cut =
  /** The server does the commit, and its answer is lost. */
  | "behind"
  /** The commit never comes to the server. */
  | "before";

/** A socket that leads to another one. */
export interface CuttingProxy extends AsyncDisposable {
  readonly socket: string;
  /** Breaks the connection at the next commit. */
  cut(where: Cut): void;
  /** Lets nobody through any more. */
  close(): void;
}

/** Opens a socket in a folder that leads to the server's. */
export function cuttingProxy(folder: string, server: string): CuttingProxy {
  const socket = join(folder, "proxy.sock");
  const listener = Deno.listen({ transport: "unix", path: socket });
  const open = new Set<Deno.Conn>();
  let cut: Cut | null = null;
  let isClosed = false;
  const serve = async (client: Deno.Conn) => {
    if (isClosed) return client.close();
    const there = await Deno.connect({ transport: "unix", path: server });
    open.add(client).add(there);
    const end = () => {
      for (const one of [client, there]) {
        if (open.delete(one)) one.close();
      }
    };
    pass(there, client, end, () => false);
    pass(client, there, end, (bytes) => {
      if (cut === null || !holdsCommit(bytes)) return false;
      const where = cut;
      cut = null;
      if (where === "before") return true;
      // Nothing comes back any more, though the server does it.
      open.delete(client);
      client.close();
      return false;
    });
  };
  const serving = (async () => {
    for await (const client of listener) serve(client).catch(() => {});
  })();
  return {
    socket,
    cut: (where) => cut = where,
    close: () => isClosed = true,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const one of open) one.close();
      open.clear();
      await serving;
    },
  };
}

async function pass(
  from: Deno.Conn,
  to: Deno.Conn,
  end: () => void,
  isEnd: (bytes: Uint8Array) => boolean,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (;;) {
      const length = await from.read(buffer);
      if (length === null) break;
      const bytes = buffer.subarray(0, length);
      if (isEnd(bytes)) break;
      for (let at = 0; at < length;) at += await to.write(bytes.subarray(at));
    }
  } catch {
    // Closed from the other side.
  }
  end();
}

function holdsCommit(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes).includes("COMMIT");
}
