/**
 * The bytes of a remote file, fetched in ranges as they are needed.
 *
 * @module
 */
import { NwbError } from "../../errors.ts";
import { BLOCK, type BlockCache, openBlocks } from "./block_cache.ts";
import type { ByteSource } from "./byte_source.ts";
import type { Range } from "./range.ts";
import { rangeNow } from "./range_thread.ts";

/** Where a remote file is, and how it is read. */
export interface RemoteFile {
  /** Where ranges of it are asked for; redirects are followed. */
  readonly url: string;
  /** How the file is named in messages. */
  readonly label: string;
  /** Folder of the blocks that are kept. */
  readonly cacheFolder: string;
  /** Bytes that all kept blocks may take. @default {10 GiB} */
  readonly cacheBytes?: number;
  /** Milliseconds that the server may be silent. @default {60000} */
  readonly timeout?: number;
  /** How often a request is tried. @default {5} */
  readonly tries?: number;
  /** Called with the bytes of each answer. */
  readonly onTransfer?: (bytes: number) => void;
  /** Is told, once a folder, that blocks cannot be kept on the disk, and once a server, that it marks no state. */
  readonly say?: (text: string) => void;
}

/**
 * Opens a remote file.
 *
 * @throws {NwbError} The server cannot be reached, or does not have it or serve ranges of it.
 */
export function remoteBytes(remote: RemoteFile): ByteSource {
  return new RemoteBytes(remote);
}

/** Larger requests would make short reads wait; smaller ones make long reads slow. */
const MOST_AHEAD = 32;
const MOST_BLOCKS = 512;
/** Blocks in memory: what leads to the data is read again and again. */
const MOST_KEPT = 1024;
const CACHE_BYTES = 10 * 2 ** 30;

class RemoteBytes implements ByteSource {
  readonly size: number;
  readonly version: string;
  readonly #remote: RemoteFile;
  readonly #cache: BlockCache;
  readonly #kept = new Map<number, Uint8Array>();
  readonly #known: { total: number; version: string };
  #shortcut: string | null = null;
  /** The block behind the last fetched ones, and how many more the next fetch takes when it goes on there. */
  #next = -1;
  #ahead = 0;

  constructor(remote: RemoteFile) {
    this.#remote = remote;
    const first = this.#fetch(0, BLOCK, null);
    this.size = first.total;
    this.#known = { total: first.total, version: first.version };
    const identity = [remote.url, first.version, first.total].join("\0");
    // What another file, or this one later, might have as well is true for this opening only.
    this.version = first.isSure ? identity : identity + openingOf(remote);
    if (first.version === "") sayUnmarked(remote);
    this.#cache = openBlocks(
      {
        folder: remote.cacheFolder,
        most: remote.cacheBytes ?? CACHE_BYTES,
        onFailure: (error) => sayUncached(remote, error),
      },
      first.isSure ? identity : null,
    );
    this.#keep(0, first.bytes);
  }

  read(into: Uint8Array, position: number): number {
    const end = Math.min(position + into.length, this.size);
    for (let at = position; at < end;) {
      const block = Math.floor(at / BLOCK);
      const bytes = this.#block(block, Math.ceil(end / BLOCK));
      const from = at - block * BLOCK;
      const part = bytes.subarray(
        from,
        Math.min(bytes.length, end - block * BLOCK),
      );
      into.set(part, at - position);
      at += part.length;
    }
    return Math.max(0, end - position);
  }

  close(): void {
    this.#cache.close();
  }

  #block(block: number, last: number): Uint8Array {
    const here = this.#here(block);
    if (here !== null) return here;
    let to = block + 1;
    while (to < last && to - block < MOST_BLOCKS && this.#here(to) === null) {
      to++;
    }
    this.#ahead = block === this.#next
      ? Math.min(MOST_AHEAD, Math.max(1, this.#ahead * 2))
      : 0;
    to = Math.min(to + this.#ahead, Math.ceil(this.size / BLOCK));
    this.#next = to;
    const { bytes } = this.#fetch(block * BLOCK, to * BLOCK, this.#known);
    for (let at = block; at < to; at++) {
      const from = (at - block) * BLOCK;
      this.#keep(at, bytes.slice(from, from + BLOCK));
    }
    return bytes.slice(0, BLOCK);
  }

  #here(block: number): Uint8Array | null {
    const kept = this.#kept.get(block);
    if (kept !== undefined) return kept;
    const cached = this.#cache.get(block);
    if (cached !== null) this.#remember(block, cached);
    return cached;
  }

  #keep(block: number, bytes: Uint8Array): void {
    this.#remember(block, bytes);
    this.#cache.put(block, bytes);
  }

  #remember(block: number, bytes: Uint8Array): void {
    if (this.#kept.size >= MOST_KEPT) {
      this.#kept.delete(this.#kept.keys().next().value!);
    }
    this.#kept.set(block, bytes);
  }

  #fetch(
    from: number,
    to: number,
    known: { total: number; version: string } | null,
  ): Range {
    const { url, label, timeout = 60_000, tries = 5, onTransfer } =
      this.#remote;
    const shortcut = this.#shortcut;
    try {
      const range = rangeNow({
        url,
        shortcut,
        from,
        to,
        known,
        timeout,
        tries,
      }, (wait) => sayBusy(this.#remote, wait));
      this.#shortcut = range.url;
      onTransfer?.(range.bytes.length);
      return range;
    } catch (cause) {
      throw new NwbError(
        `Cannot read ${label} from ${new URL(url).host}: ${
          (cause as Error).message
        }`,
        label,
        { cause },
      );
    }
  }
}

const OPENINGS = new WeakMap<RemoteFile, string>();

/** The same for as long as somebody has the file open, though its handle be closed and opened again. */
function openingOf(remote: RemoteFile): string {
  const opening = OPENINGS.get(remote) ?? crypto.randomUUID();
  OPENINGS.set(remote, opening);
  return opening;
}

const uncached = new Set<string>();

function sayUncached(
  { cacheFolder, label, say = console.warn }: RemoteFile,
  error: unknown,
): void {
  if (uncached.has(cacheFolder)) return;
  uncached.add(cacheFolder);
  say(
    `Cannot keep what is streamed of ${label} in ${cacheFolder}: ${
      (error as Error).message
    }, wanted a folder that may be written, with room; reading goes on without, and fetches again what it reads again`,
  );
}

function sayBusy(
  { url, label, say = console.warn }: RemoteFile,
  wait: number,
): void {
  say(
    `The server at ${
      new URL(url).host
    } is busy, streaming ${label}: it asks to wait for ${
      Math.ceil(wait / 1000)
    } s, and then reading goes on`,
  );
}

const unmarked = new Set<string>();

function sayUnmarked({ url, label, say = console.warn }: RemoteFile): void {
  const { host } = new URL(url);
  if (unmarked.has(host)) return;
  unmarked.add(host);
  say(
    `The server at ${host} gives no mark of what it has (found neither ETag nor Last-Modified, streaming ${label}): a file of the same length that takes its place while it is read is not noticed`,
  );
}
