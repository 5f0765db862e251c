/**
 * Blocks of remote files on the local disk: checksummed, shared by all processes of the user, and no more than wanted.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { makeRoom } from "./cache_room.ts";

/**
 * Bytes of one block. An attribute needs about ten of them, scattered over the file, wherever HDF5 put what leads to it;
 * data are fetched in many at once.
 */
export const BLOCK = 8 * 1024;

/** Blocks of one state of one remote file. */
export interface BlockCache {
  /** A block, `null` where it is not here, or not as it was put here. */
  get(block: number): Uint8Array | null;
  put(block: number, bytes: Uint8Array): void;
  close(): void;
}

/** Where blocks are kept. */
export interface CachePlace {
  /** Folder of all files' blocks. */
  readonly folder: string;
  /** Bytes that all of them may take; the ones used last stay. */
  readonly most: number;
  /** Is told when blocks cannot be kept: a read goes on without. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Opens the blocks of a file.
 *
 * @param identity What tells this state of this file from all others, `null` where nothing does: then its blocks are
 * nobody else's, and go away with it.
 */
export function openBlocks(
  place: CachePlace,
  identity: string | null,
): BlockCache {
  return new Blocks(place, identity);
}

/**
 * Blocks that lie beside each other share a piece: a file that holds the entries of its blocks, then the blocks. What is
 * removed to make room is pieces, so that one large file cannot take more than all may.
 */
const PIECE_BLOCKS = 512;
const ENTRY = 20;
const ENTRIES = 12_288;

class Blocks implements BlockCache {
  readonly #place: CachePlace;
  readonly #own: string;
  readonly #isPrivate: boolean;
  #open: { readonly piece: number; readonly handle: number } | null = null;
  #isBroken = false;

  constructor(place: CachePlace, identity: string | null) {
    this.#place = place;
    this.#isPrivate = identity === null;
    this.#own = join(
      place.folder,
      identity === null
        ? `once-${crypto.randomUUID()}`
        : sha256(identity).toString("hex").slice(0, 40),
    );
    this.#try(() => {
      mkdirSync(place.folder, { recursive: true, mode: 0o700 });
      noteWritten(place, 0, () => {});
    });
  }

  get(block: number): Uint8Array | null {
    return this.#try(() => readBlock(this.#handle(block), block)) ?? null;
  }

  put(block: number, bytes: Uint8Array): void {
    this.#try(() => {
      const handle = this.#handle(block);
      // The entry comes last: whoever reads a half written block, or one of two that write at once, sees it.
      writeSync(handle, bytes, 0, bytes.length, placeOf(block));
      writeSync(handle, entry(bytes), 0, ENTRY, entryOf(block));
      noteWritten(this.#place, bytes.length, () => this.#letGo());
    });
  }

  close(): void {
    this.#letGo();
    if (!this.#isPrivate) return;
    this.#try(() => rmSync(this.#own, { recursive: true, force: true }));
  }

  /** The piece that holds a block, made where it is missing. One is open at a time. */
  #handle(block: number): number {
    const piece = Math.floor(block / PIECE_BLOCKS);
    if (this.#open?.piece === piece) return this.#open.handle;
    this.#letGo();
    mkdirSync(this.#own, { recursive: true, mode: 0o700 });
    const path = join(this.#own, String(piece));
    const handle = openSync(path, FLAGS, 0o600);
    this.#open = { piece, handle };
    utimesSync(path, new Date(), new Date());
    return handle;
  }

  #letGo(): void {
    if (this.#open !== null) closeSync(this.#open.handle);
    this.#open = null;
  }

  /** A full disk, or a folder that cannot be written, costs speed, not the read. */
  #try<T>(work: () => T): T | null {
    if (this.#isBroken) return null;
    try {
      return work();
    } catch (error) {
      this.#isBroken = true;
      this.#letGo();
      this.#place.onFailure(error);
      return null;
    }
  }
}

/** What this process has written into each folder since it last looked whether there is room; all files count. */
const WRITTEN = new Map<string, number>();

function noteWritten(
  { folder, most }: CachePlace,
  bytes: number,
  before: () => void,
): void {
  const key = `${most} ${folder}`;
  const written = (WRITTEN.get(key) ?? Infinity) + bytes;
  WRITTEN.set(key, written < most / 10 ? written : 0);
  if (written < most / 10) return;
  before();
  makeRoom(folder, most);
}

/** Read and write, made where it is missing, and kept as it is. */
const FLAGS = constants.O_RDWR | constants.O_CREAT;

function placeOf(block: number): number {
  return ENTRIES + block % PIECE_BLOCKS * BLOCK;
}

function entryOf(block: number): number {
  return block % PIECE_BLOCKS * ENTRY;
}

/** Length and checksum of a block, as they are kept: never all zero. */
function entry(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(ENTRY);
  new DataView(result.buffer).setUint32(0, bytes.length);
  result.set(sha256(bytes).subarray(0, ENTRY - 4), 4);
  return result;
}

function readBlock(handle: number, block: number): Uint8Array | null {
  const kept = new Uint8Array(ENTRY);
  if (readSync(handle, kept, 0, ENTRY, entryOf(block)) < ENTRY) return null;
  const length = new DataView(kept.buffer).getUint32(0);
  if (length === 0 || length > BLOCK) return null;
  const bytes = new Uint8Array(length);
  const read = readSync(handle, bytes, 0, length, placeOf(block));
  if (read < length) return null;
  return entry(bytes).every((byte, at) => byte === kept[at]) ? bytes : null;
}

function sha256(of: string | Uint8Array) {
  return createHash("sha256").update(of).digest();
}
