/**
 * A server whose connections end at a packet that a test chooses: what a client makes of it, packet by packet, shows
 * whether each moment at which that can happen was thought of.
 *
 * @module
 */
import { join } from "node:path";
import { loadSql } from "../setup.ts";

/** How a connection ends: before a packet of a reply, behind one of a request, or because the server is told to end it. */
export type Cut = "reply" | "asked" | "killed";

/** Stands between clients and a server. */
export class CutConnections implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "spyglass-cut-" });
  readonly #listener: Deno.UnixListener;
  readonly #server: string;
  readonly #open = new Set<Link>();
  #cut: Cut | null = null;
  #at = 0;
  #count = 0;
  readonly socketPath: string;

  /** @param server The server's socket. */
  constructor(server: string) {
    this.#server = server;
    this.socketPath = join(this.#folder, "socket");
    this.#listener = Deno.listen({ transport: "unix", path: this.socketPath });
    this.#serve();
  }

  /** From now on packets are counted, and the connection of the one with this number, from 1 on, ends. */
  arm(cut: Cut, at: number): void {
    this.#cut = cut;
    this.#at = at;
    this.#count = 0;
  }

  /** How many packets there were since {@linkcode arm}; nothing is cut any more. */
  disarm(): number {
    this.#cut = null;
    return this.#count;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const link of this.#open) link.close();
    return Deno.remove(this.#folder, { recursive: true });
  }

  async #serve(): Promise<void> {
    for await (const client of this.#listener) {
      const path = this.#server;
      const server = await Deno.connect({ transport: "unix", path });
      const link = new Link(client, server, {
        next: (isReply) => this.#next(isReply),
        kill: (id) => loadSql(path, `kill ${id}`).catch(() => {}),
      });
      this.#open.add(link);
      link.done.then(() => this.#open.delete(link));
    }
  }

  #next(isReply: boolean): Cut | null {
    const cut = this.#cut;
    if (cut === null || isReply !== (cut !== "asked")) return null;
    return ++this.#count === this.#at ? cut : null;
  }
}

/** What a connection asks at each packet. */
interface Judge {
  next(isReply: boolean): Cut | null;
  kill(id: number): Promise<unknown>;
}

/** One connection. */
class Link {
  readonly #client: Deno.Conn;
  readonly #server: Deno.Conn;
  readonly #judge: Judge;
  readonly done: Promise<unknown>;
  #id = 0;

  constructor(client: Deno.Conn, server: Deno.Conn, judge: Judge) {
    this.#client = client;
    this.#server = server;
    this.#judge = judge;
    this.done = Promise.all([
      this.#pass(client, server, false),
      this.#pass(server, client, true),
    ]);
  }

  close(): void {
    for (const one of [this.#client, this.#server]) {
      try {
        one.close();
      } catch {
        // It closed itself.
      }
    }
  }

  async #pass(
    from: Deno.Conn,
    to: Deno.Conn,
    isReply: boolean,
  ): Promise<void> {
    let rest = new Uint8Array();
    try {
      for await (const bytes of from.readable) {
        const all = rest.length === 0 ? bytes : joined(rest, bytes);
        let at = 0;
        for (let end; (end = packetEnd(all, at)) <= all.length; at = end) {
          if (isReply && this.#id === 0) this.#id = threadOf(all);
          const cut = this.#judge.next(isReply);
          if (cut === null) continue;
          if (cut === "killed") await this.#judge.kill(this.#id);
          else {
            await write(to, all.subarray(0, cut === "asked" ? end : at));
            return this.close();
          }
        }
        await write(to, all.subarray(0, at));
        rest = all.slice(at);
      }
    } catch {
      // One of them has gone.
    }
    this.close();
  }
}

const HEADER = 4;

/** Where a packet ends that begins here; beyond the bytes where not all of it has come. */
function packetEnd(bytes: Uint8Array, at: number): number {
  if (at + HEADER > bytes.length) return Infinity;
  return at + HEADER + bytes[at]! + (bytes[at + 1]! << 8) +
    (bytes[at + 2]! << 16);
}

/** The number of a connection, which its greeting has behind the server's version. */
function threadOf(greeting: Uint8Array): number {
  const at = greeting.indexOf(0, HEADER + 1) + 1;
  return new DataView(greeting.buffer, greeting.byteOffset + at).getUint32(
    0,
    true,
  );
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

async function write(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}
