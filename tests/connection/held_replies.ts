/**
 * A server whose replies can be held back: what a client sends before it has an answer shows how often it waits for one.
 *
 * @module
 */
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { testServer } from "../setup.ts";

/**
 * A pool on the tests' server, whose replies can be held back.
 *
 * @param size How many connections it has, at most.
 */
export async function heldPool(
  size: number,
): Promise<
  { readonly held: HeldReplies; readonly pool: Pool } & AsyncDisposable
> {
  const held = new HeldReplies(testServer());
  const { socketPath } = held;
  const pool = await openPool({ socketPath, user: "root", size });
  return {
    held,
    pool,
    async [Symbol.asyncDispose]() {
      held.release();
      await pool.close();
      await held[Symbol.asyncDispose]();
    },
  };
}

/** Stands between clients and a server. */
export class HeldReplies implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "spyglass-replies-" });
  readonly #listener: Deno.UnixListener;
  readonly #open = new Set<Deno.Conn>();
  readonly #held: (() => void)[] = [];
  #isHeld = false;
  #sent = "";
  readonly socketPath: string;

  /** @param server The server's socket. */
  constructor(server: string) {
    this.socketPath = join(this.#folder, "socket");
    this.#listener = Deno.listen({ transport: "unix", path: this.socketPath });
    this.#serve(server);
  }

  /** What was sent since {@linkcode listen} or {@linkcode hold}. */
  get sent(): string {
    return this.#sent;
  }

  /** From now on what is sent is kept. */
  listen(): void {
    this.#sent = "";
  }

  /** Likewise, and no reply comes through. */
  hold(): void {
    this.#isHeld = true;
    this.listen();
  }

  /** All replies come through. */
  release(): void {
    this.#isHeld = false;
    for (const go of this.#held.splice(0)) go();
  }

  /** Waits until all of these have been sent since replies were held. */
  async until(...texts: readonly string[]): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!texts.every((text) => this.#sent.includes(text))) {
      if (performance.now() > end) {
        throw new Error(`sent without an answer: ${this.#sent}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.release();
    this.#listener.close();
    for (const connection of this.#open) connection.close();
    return Deno.remove(this.#folder, { recursive: true });
  }

  async #serve(path: string): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ transport: "unix", path });
      this.#open.add(client).add(server);
      this.#pass(client, server, (bytes) => {
        this.#sent += new TextDecoder().decode(bytes);
      });
      this.#pass(server, client, () => this.#whenReleased());
    }
  }

  async #pass(
    from: Deno.Conn,
    to: Deno.Conn,
    before: (bytes: Uint8Array) => Promise<void> | void,
  ): Promise<void> {
    try {
      for await (const bytes of from.readable) {
        await before(bytes);
        const writer = to.writable.getWriter();
        await writer.write(bytes);
        writer.releaseLock();
      }
    } catch {
      // One of them has gone.
    }
    for (const one of [from, to]) {
      if (!this.#open.delete(one)) continue;
      try {
        one.close();
      } catch {
        // It closed itself.
      }
    }
  }

  async #whenReleased(): Promise<void> {
    while (this.#isHeld) {
      await new Promise<void>((resolve) => this.#held.push(resolve));
    }
  }
}

/** Milliseconds to wait for what ought to be sent at once. */
const PATIENCE = 5000;
