/**
 * Where a file's bytes come from: the disk, or a server.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { NwbError } from "../../errors.ts";

/** The bytes of one file, read by place. */
export interface ByteSource {
  /** Its length. */
  readonly size: number;
  /** What tells this state of the file from another one. */
  readonly version: string;
  /**
   * Fills `into` with the bytes from `position` on.
   *
   * @returns How many there were; fewer than asked for only at the end.
   * @throws {NwbError} They cannot be had.
   */
  read(into: Uint8Array, position: number): number;
  close(): void;
}

/** Opens the bytes of a file; called again when it was closed meanwhile to save handles. */
export type ByteOpener = () => ByteSource;

/** The bytes of a local file. */
export function localBytes(path: string): ByteSource {
  const handle = openSync(path, "r");
  const { size, mtimeMs, ino } = fstatSync(handle);
  return {
    size,
    version: `${ino} ${size} ${mtimeMs}`,
    read: (into, position) => {
      try {
        return readSync(handle, into, 0, into.length, position);
      } catch (cause) {
        throw new NwbError(
          `Cannot read ${path}: ${(cause as Error).message}`,
          path,
          { cause },
        );
      }
    },
    close: () => closeSync(handle),
  };
}

/**
 * The same bytes, read in blocks of which the last ones are kept: what leads through a file lies in many small pieces,
 * and asking the system for each takes longer than reading all of what is around it.
 */
export function inBlocks(source: ByteSource): ByteSource {
  const blocks = new Map<number, Uint8Array>();
  const blockAt = (number: number) => {
    const block = blocks.get(number) ?? readBlock(source, number);
    blocks.delete(number);
    blocks.set(number, block);
    if (blocks.size > MOST_KEPT) blocks.delete(blocks.keys().next().value!);
    return block;
  };
  return {
    ...source,
    read: (into, position) => {
      if (into.length > BLOCK) return source.read(into, position);
      const number = Math.floor(position / BLOCK);
      const start = position - number * BLOCK;
      const found = blockAt(number).subarray(start, start + into.length);
      into.set(found);
      return found.length;
    },
  };
}

const BLOCK = 32 * 1024;
const MOST_KEPT = 32;

function readBlock(source: ByteSource, number: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  let done = 0;
  let got = 1;
  while (got > 0 && done < BLOCK) {
    got = source.read(block.subarray(done), number * BLOCK + done);
    done += got;
  }
  return block.subarray(0, done);
}
