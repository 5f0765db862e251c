/**
 * Where a file's bytes come from: the disk, or a server.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { NwbError } from "../errors.ts";

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
