/**
 * Files that are open only as long as they are used: of many, the ones used last stay open, and the others open again
 * when something of them is asked for.
 *
 * @module
 */
import type { File } from "h5wasm/esm";
import { NwbError } from "../../errors.ts";
import type { ByteOpener } from "../remote/byte_source.ts";
import { openForReading, type OpenHdf5 } from "./hdf5.ts";

/** How many files stay open. Links lead through a few at a time, far fewer than these. */
export const MOST_OPEN = 32;

/** A file of the HDF5 library, open or to be opened. */
export class FileHandle {
  readonly #path: string;
  readonly #bytes: ByteOpener;
  #version: string | null = null;

  /** @param path How the file is named in messages. */
  constructor(path: string, bytes: ByteOpener) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /**
   * The open file. It must not be kept: another one may close it.
   *
   * @throws {NwbError} It cannot be opened, or is another one than before.
   */
  get file(): File {
    const open = OPEN.get(this) ?? this.#open();
    OPEN.delete(this);
    OPEN.set(this, open);
    return open.file;
  }

  /** What tells this state of the file from another one. */
  get version(): string {
    this.file;
    return this.#version!;
  }

  /** Closes the file until it is asked for again. */
  close(): void {
    OPEN.get(this)?.close();
    OPEN.delete(this);
  }

  #open(): OpenHdf5 {
    while (OPEN.size >= MOST_OPEN) OPEN.keys().next().value!.close();
    const open = openForReading(this.#path, this.#bytes);
    if (this.#version !== null && this.#version !== open.version) {
      open.close();
      throw new NwbError(
        `Cannot read ${this.#path}: found another file there than before; what was read of it and what would be read do not belong together; open it again with openNwb()`,
        this.#path,
      );
    }
    this.#version = open.version;
    return open;
  }
}

/** The open files, the one used last at the end. */
const OPEN = new Map<FileHandle, OpenHdf5>();
