/**
 * Waiting for servers that are busy: as long as they ask for, within reason.
 *
 * @module
 */

/** A server is busy, and may have said for how long. */
export class BusyError extends Error {
  /** Milliseconds that the server asks for; 0 where it does not say. */
  readonly wait: number;

  /** Says what the server answered. */
  constructor(message: string, headers: Headers) {
    super(message);
    this.wait = retryAfter(headers);
  }
}

/** Whether a status says that the same may be had later. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

/** The pauses between the tries of one request. */
export class Patience {
  readonly #onWait: (milliseconds: number) => void;
  #left = LONGEST;

  /** @param onWait Is told before a pause that people notice. */
  constructor(onWait: (milliseconds: number) => void) {
    this.#onWait = onWait;
  }

  /**
   * Waits after a failure.
   *
   * @param usual Milliseconds to wait where the server asks for no more.
   * @throws {Error} The server asks for more than anybody should wait for.
   */
  async pause(error: unknown, usual: number): Promise<void> {
    const wanted = error instanceof BusyError ? error.wait : 0;
    if (wanted > this.#left) {
      throw new Error(
        `${(error as Error).message}, and asks to be left alone for ${
          Math.ceil(wanted / 1000)
        } s; read again when they are over`,
        { cause: error },
      );
    }
    this.#left -= wanted;
    if (wanted >= NOTICED) this.#onWait(wanted);
    await new Promise((done) => setTimeout(done, Math.max(usual, wanted)));
  }
}

/** Milliseconds that one request waits in all because it is asked to. */
const LONGEST = 60_000;
const NOTICED = 2000;

/** Seconds, or a moment by the server's clock. */
function retryAfter(headers: Headers): number {
  const text = headers.get("Retry-After")?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const now = Date.parse(headers.get("Date") ?? "") || Date.now();
  return Math.max(0, Date.parse(text) - now || 0);
}
