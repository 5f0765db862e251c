/**
 * The way from a browser to JupyterLab, which can be cut and mended: as when a laptop sleeps, a tunnel breaks, or the
 * server is started anew.
 *
 * @module
 */

/** A port of this machine that leads to another one. */
export class Gateway implements AsyncDisposable {
  readonly #target: number;
  readonly #port: number;
  readonly #open = new Set<Deno.TcpConn>();
  #listener: Deno.TcpListener;
  #accepting: Promise<void>;

  /** @param url Where it leads; ends with a slash. */
  constructor(url: string) {
    this.#target = Number(new URL(url).port);
    this.#listener = Deno.listen({ hostname: HOST, port: 0 });
    this.#port = this.#listener.addr.port;
    this.#accepting = this.#accept(this.#listener);
  }

  /** What a browser opens instead. */
  get url(): string {
    return `http://${HOST}:${this.#port}/`;
  }

  /** Ends all connections, and takes no more. */
  async cut(): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) close(connection);
    this.#open.clear();
    await this.#accepting;
  }

  /** Takes connections again. */
  mend(): void {
    this.#listener = Deno.listen({ hostname: HOST, port: this.#port });
    this.#accepting = this.#accept(this.#listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut().catch(() => {});
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const near of listener) void this.#join(near);
    } catch {
      // It was cut.
    }
  }

  async #join(near: Deno.TcpConn): Promise<void> {
    this.#open.add(near);
    try {
      const far = await Deno.connect({ hostname: HOST, port: this.#target });
      this.#open.add(far);
      await Promise.race([pass(near, far), pass(far, near)]);
      this.#end(far);
    } catch {
      // JupyterLab has ended.
    }
    this.#end(near);
  }

  #end(connection: Deno.TcpConn): void {
    this.#open.delete(connection);
    close(connection);
  }
}

const HOST = "127.0.0.1";

async function pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  await from.readable.pipeTo(to.writable).catch(() => {});
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The other side did so first.
  }
}
