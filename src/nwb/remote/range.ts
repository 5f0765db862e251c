/**
 * One range of a remote file by HTTP: asked for again where the network or the server failed, and never taken for what
 * it is not.
 *
 * @module
 */

import { BusyError, isPassing, Patience } from "./retry_after.ts";

/** A range to fetch. */
export interface RangeRequest {
  /** Where to ask; redirects are followed. */
  readonly url: string;
  /** Where a redirect led the last time; asked first, since it saves a request. */
  readonly shortcut: string | null;
  readonly from: number;
  /** Place behind the last byte; at the end of the file there may be fewer. */
  readonly to: number;
  /** What the file was when it was opened, `null` when it is being opened. */
  readonly known: { readonly total: number; readonly version: string } | null;
  /** Milliseconds that the server may be silent. */
  readonly timeout: number;
  /** How often to try. */
  readonly tries: number;
}

/** A range that was fetched. */
export interface Range {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The file's length. */
  readonly total: number;
  /** What tells this state of the file from another one; empty where the server says nothing of the kind. */
  readonly version: string;
  /** Whether another state could not have the same version and length. */
  readonly isSure: boolean;
  readonly url: string;
}

/**
 * Fetches a range.
 *
 * @param onWait Is told how many milliseconds a busy server asks to be left alone.
 * @throws {Error} It cannot be had; the message says what was found, last of all tries.
 */
export async function fetchRange(
  request: RangeRequest,
  onWait: (milliseconds: number) => void = () => {},
): Promise<Range> {
  const { url, shortcut, tries } = request;
  const patience = new Patience(onWait);
  let last: unknown = null;
  if (shortcut !== null && shortcut !== url) {
    // It may have expired, as signed addresses do: whatever is wrong, the way begins at its beginning.
    try {
      return await tryRange(request, shortcut);
    } catch (error) {
      last = error;
    }
  }
  for (let attempt = 0; attempt < tries; attempt++) {
    const usual = attempt === 0 ? 0 : PAUSE * 3 ** (attempt - 1);
    if (last !== null) await patience.pause(last, usual);
    try {
      return await tryRange(request, url);
    } catch (error) {
      last = error;
      if (error instanceof FinalError) throw error;
    }
  }
  throw last;
}

/** What another try does not mend. */
class FinalError extends Error {}

const PAUSE = 200;

async function tryRange(request: RangeRequest, url: string): Promise<Range> {
  const { from, to, known, timeout } = request;
  using silence = new Silence(timeout);
  const response = await reach(url, {
    headers: {
      Range: `bytes=${from}-${to - 1}`,
      "Accept-Encoding": "identity",
    },
    signal: silence.signal,
  });
  try {
    checkStatus(response);
    const { first, last, total } = contentRange(response);
    const wanted = Math.min(to, total) - 1;
    if (first !== from || last !== wanted) {
      throw new Error(
        `the server gave the bytes ${first} to ${last}, wanted ${from} to ${wanted}`,
      );
    }
    const { version, isSure } = versionOf(response.headers);
    if (known && (known.total !== total || known.version !== version)) {
      throw new FinalError(
        `the file was changed on the server since it was opened (${known.total} bytes ${known.version}, now ${total} bytes ${version}); open it again`,
      );
    }
    const bytes = await bodyOf(response, last - first + 1, silence);
    return { bytes, total, version, isSure, url: response.url || url };
  } catch (error) {
    await response.body?.cancel().catch(() => {});
    throw named(error, timeout);
  }
}

/** Ends a request when nothing has come for a while: a line that is slow, and right, may take its time. */
class Silence implements Disposable {
  readonly #abort = new AbortController();
  readonly #most: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(most: number) {
    this.#most = most;
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#abort.abort(new DOMException("silence", "TimeoutError")),
      this.#most,
    );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

async function bodyOf(
  { body }: Response,
  length: number,
  silence: Silence,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const piece of body ?? []) {
    silence.broken();
    if (at + piece.length > length) {
      throw new Error(`the server sent more than ${length} bytes`);
    }
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at === length) return bytes;
  throw new Error(`the server cut off after ${at} of ${length} bytes`);
}

async function reach(url: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    const { name, message } = error as Error;
    if (/redirect/i.test(message)) {
      throw new FinalError(
        `the server at ${
          new URL(url).host
        } redirects without end, wanted the file`,
      );
    }
    throw new Error(
      name === "TimeoutError"
        ? `the server at ${new URL(url).host} did not answer in time`
        : `the server at ${
          new URL(url).host
        } cannot be reached; check the network`,
    );
  }
}

function checkStatus({ status, url, headers }: Response): void {
  if (status === 206) return;
  const { host } = new URL(url);
  if (status === 200) {
    throw new FinalError(
      `the server at ${host} does not serve ranges (status 200, wanted 206)`,
    );
  }
  const message = `the server at ${host} answered with status ${status}`;
  throw isPassing(status)
    ? new BusyError(message, headers)
    : new FinalError(message);
}

/** A strong mark says it alone; a time only where the file was not changed within the time that it is exact to. */
function versionOf(
  headers: Headers,
): { version: string; isSure: boolean } {
  const mark = headers.get("ETag") ?? "";
  if (mark !== "" && !mark.startsWith("W/")) {
    return { version: mark, isSure: true };
  }
  const changed = headers.get("Last-Modified") ?? "";
  const age = Date.parse(headers.get("Date") ?? "") - Date.parse(changed);
  return {
    version: [mark, changed].filter((part) => part !== "").join(" "),
    isSure: age >= SURE_AGE,
  };
}

/** As HTTP takes a time of change for a strong mark (RFC 9110, 8.8.2.2). */
const SURE_AGE = 60_000;

function contentRange(
  { headers }: Response,
): { first: number; last: number; total: number } {
  const text = headers.get("Content-Range") ?? "";
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(text);
  if (match) {
    const [first, last, total] = match.slice(1).map(Number);
    return { first: first!, last: last!, total: total! };
  }
  throw new Error(
    `the server gave no range that can be read (Content-Range ${
      JSON.stringify(text)
    })`,
  );
}

function named(error: unknown, timeout: number): unknown {
  if ((error as Error)?.name !== "TimeoutError") return error;
  return new Error(`the server sent nothing for ${timeout / 1000} s`);
}
