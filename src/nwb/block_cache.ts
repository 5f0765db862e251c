/**
 * Blocks of remote files on the local disk: checksummed, shared by all processes of the user, and no more than wanted.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** Bytes of one block. An attribute needs a few of them, wherever HDF5 put what leads to it. */
export const BLOCK = 16 * 1024;

/** Blocks of one state of one remote file. */
export interface BlockCache {
  /** A block, `null` where it is not here, or not as it was put here. */
  get(block: number): Uint8Array | null;
  put(block: number, bytes: Uint8Array): void;
  close(): void;
}

/**
 * Opens the blocks of a file. Old files' blocks are removed where there are too many.
 *
 * @param folder Folder of all files' blocks.
 * @param identity What tells this state of this file from all others.
 * @param most Bytes that all of them may take; the ones used last stay.
 */
export function openBlocks(
  folder: string,
  identity: string,
  most: number,
): BlockCache {
  const own = join(folder, sha256(identity).toString("hex").slice(0, 40));
  mkdirSync(own, { recursive: true, mode: 0o700 });
  utimesSync(own, new Date(), new Date());
  makeRoom(folder, own, most);
  const data = openSync(join(own, "blocks"), FLAGS, 0o600);
  const sums = openSync(join(own, "checksums"), FLAGS, 0o600);
  let written = 0;
  return {
    get: (block) => readBlock(data, sums, block),
    put: (block, bytes) => {
      // The checksum comes last: whoever reads a half written block, or one of two that write at once, sees it.
      writeSync(data, bytes, 0, bytes.length, block * BLOCK);
      writeSync(sums, entry(bytes), 0, ENTRY, block * ENTRY);
      written += bytes.length;
      if (written < most / 10) return;
      written = 0;
      makeRoom(folder, own, most);
    },
    close: () => {
      closeSync(data);
      closeSync(sums);
    },
  };
}

/** Read and write, made where it is missing, and kept as it is. */
const FLAGS = constants.O_RDWR | constants.O_CREAT;
const ENTRY = 20;

/** Length and checksum of a block, as they are kept: never all zero. */
function entry(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(ENTRY);
  new DataView(result.buffer).setUint32(0, bytes.length);
  result.set(sha256(bytes).subarray(0, ENTRY - 4), 4);
  return result;
}

function readBlock(
  data: number,
  sums: number,
  block: number,
): Uint8Array | null {
  const kept = new Uint8Array(ENTRY);
  if (readSync(sums, kept, 0, ENTRY, block * ENTRY) < ENTRY) return null;
  const length = new DataView(kept.buffer).getUint32(0);
  if (length === 0 || length > BLOCK) return null;
  const bytes = new Uint8Array(length);
  if (readSync(data, bytes, 0, length, block * BLOCK) < length) return null;
  return entry(bytes).every((byte, at) => byte === kept[at]) ? bytes : null;
}

/** Removes the files' blocks that were used longest ago; what is being read stays readable until it is closed. */
function makeRoom(folder: string, own: string, most: number): void {
  const all = readdirSync(folder).map((name) => sizeOf(join(folder, name)))
    .filter((one) => one !== null)
    .sort((a, b) => a.used - b.used);
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes } of all) {
    if (total <= most) return;
    if (path === own) continue;
    rmSync(path, { recursive: true, force: true });
    total -= bytes;
  }
}

function sizeOf(
  path: string,
): { path: string; bytes: number; used: number } | null {
  try {
    const file = openSync(join(path, "blocks"), "r");
    try {
      const { blocks } = fstatSync(file);
      return { path, bytes: (blocks ?? 0) * 512, used: statSync(path).mtimeMs };
    } finally {
      closeSync(file);
    }
  } catch {
    // Another process is making or removing it.
    return null;
  }
}

function sha256(of: string | Uint8Array) {
  return createHash("sha256").update(of).digest();
}
