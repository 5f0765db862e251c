/**
 * What a Jupyter kernel broadcasts, as a front end hears it: the subscriber's side of ZeroMQ's protocol (ZMTP 3.0,
 * https://rfc.zeromq.org/spec/23/) and Jupyter's messages in it, as far as telling cells takes.
 *
 * @module
 */

/** Where a kernel broadcasts, as its connection file says. */
export interface IopubAddress {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly iopub_port: number;
}

/** What is heard of cells. */
export type Heard = CellBegun | CellEnded;

/** A cell that begins to run. */
export interface CellBegun {
  readonly kind: "begun";
  /** When, in milliseconds since 1970. */
  readonly time: number;
  readonly code: string;
  /** `msg_id` of its execution. */
  readonly execution: string;
}

/** A cell, or something else that the kernel did for a front end, has ended. */
export interface CellEnded {
  readonly kind: "ended";
  /** `msg_id` of its execution. */
  readonly execution: string;
}

/**
 * Listens to a kernel and tells of each cell that it begins and ends, for as long as the kernel lives.
 *
 * @throws Nothing answers there, or something that is no kernel.
 */
export async function* cellsHeard(
  address: IopubAddress,
): AsyncGenerator<Heard> {
  const connection = await connectTo(address);
  try {
    // A kernel that ends must not wait for us.
    connection.unref();
    const bytes = new Bytes(connection);
    await greet(connection, bytes);
    for (;;) {
      const cell = await nextMessage(bytes);
      if (cell !== null) yield cell;
    }
  } finally {
    connection.close();
  }
}

function connectTo(
  { transport, ip, iopub_port: port }: IopubAddress,
): Promise<Deno.TcpConn | Deno.UnixConn> {
  return transport === "ipc"
    ? Deno.connect({ transport: "unix", path: `${ip}-${port}` })
    : Deno.connect({ hostname: ip, port });
}

const GREETING_BYTES = 64;
const LONG = 2;
const MORE = 1;
const COMMAND = 4;

/** Says what we are, and asks for everything. */
async function greet(connection: Deno.Conn, bytes: Bytes): Promise<void> {
  const greeting = new Uint8Array(GREETING_BYTES);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  greeting.set(ascii("NULL"), 12);
  const ready = [...named("READY"), ...property("Socket-Type", "SUB")];
  const subscription = [1];
  await write(connection, [
    ...greeting,
    ...[COMMAND, ready.length, ...ready],
    ...[0, subscription.length, ...subscription],
  ]);
  const theirs = await bytes.take(GREETING_BYTES);
  if (theirs[0] !== 0xff || theirs[10]! < 3) {
    throw new TypeError(
      "Cannot listen to the kernel: what answers does not speak ZMTP 3",
    );
  }
}

function named(name: string): number[] {
  return [name.length, ...ascii(name)];
}

function property(name: string, value: string): number[] {
  return [...named(name), 0, 0, 0, value.length, ...ascii(value)];
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function write(connection: Deno.Conn, bytes: number[]): Promise<void> {
  let left = Uint8Array.from(bytes);
  while (left.length > 0) left = left.subarray(await connection.write(left));
}

/** The frames of a message after the one that separates them from addresses. */
const HEADER = 2;
const PARENT = 3;
const CONTENT = 5;

/** Reads one message; `null` where it is not about a cell that begins. Outputs may be large: they are passed over. */
async function nextMessage(bytes: Bytes): Promise<Heard | null> {
  const found: Record<number, unknown> = {};
  let place = -1;
  for (let isLast = false; !isLast;) {
    const [flags] = await bytes.take(1);
    const length = await bytes.length((flags! & LONG) !== 0);
    isLast = (flags! & MORE) === 0;
    const wanted = (flags! & COMMAND) === 0 && length <= MOST &&
      (place < 0 || place + 1 < CONTENT || tells(found[HEADER]));
    const body = wanted ? await bytes.take(length) : await bytes.skip(length);
    if (place >= 0) found[++place] = jsonOf(body);
    else if (isSeparator(body)) place = 0;
  }
  return heardOf(found);
}

/** Longer frames are none that say what is wanted. */
const MOST = 1_000_000;

function isSeparator(body: Uint8Array | null): boolean {
  return body !== null && new TextDecoder().decode(body) === "<IDS|MSG>";
}

function jsonOf(body: Uint8Array | null): unknown {
  if (body === null) return null;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The signature is none.
    return null;
  }
}

function typeOf(header: unknown): unknown {
  return (header as { msg_type?: unknown } | null)?.msg_type;
}

function tells(header: unknown): boolean {
  const type = typeOf(header);
  return type === "execute_input" || type === "status";
}

function heardOf(found: Record<number, unknown>): Heard | null {
  const { msg_id } = (found[PARENT] ?? {}) as { msg_id?: unknown };
  const content = (found[CONTENT] ?? {}) as Record<string, unknown>;
  const execution = String(msg_id ?? "");
  if (typeOf(found[HEADER]) === "status") {
    const hasEnded = content.execution_state === "idle";
    return hasEnded ? { kind: "ended", execution } : null;
  }
  if (typeOf(found[HEADER]) !== "execute_input") return null;
  const { date } = found[HEADER] as { date?: unknown };
  const time = Date.parse(String(date));
  const { code } = content;
  return typeof code !== "string" || Number.isNaN(time)
    ? null
    : { kind: "begun", time, code, execution };
}

/** The bytes of a connection, a given number at a time. */
class Bytes {
  readonly #connection: Deno.Conn;
  readonly #chunk = new Uint8Array(65_536);
  #unread = new Uint8Array();

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  async take(count: number): Promise<Uint8Array> {
    const taken = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const some = await this.#next(count - at);
      taken.set(some, at);
      at += some.length;
    }
    return taken;
  }

  async skip(count: number): Promise<null> {
    for (let at = 0; at < count;) at += (await this.#next(count - at)).length;
    return null;
  }

  async length(isLong: boolean): Promise<number> {
    const bytes = await this.take(isLong ? 8 : 1);
    return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** As many as are here, and no more than `most`. */
  async #next(most: number): Promise<Uint8Array> {
    if (this.#unread.length === 0) {
      const count = await this.#connection.read(this.#chunk);
      if (count === null) throw new TypeError("the kernel has ended");
      this.#unread = this.#chunk.subarray(0, count);
    }
    const some = this.#unread.subarray(0, most);
    this.#unread = this.#unread.subarray(some.length);
    return some;
  }
}
