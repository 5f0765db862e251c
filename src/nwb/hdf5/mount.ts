/**
 * Puts the bytes of files where the HDF5 library looks for them: in the file system that it has for itself in memory.
 *
 * @module
 */
import { Module } from "h5wasm/esm";
import type { ByteSource } from "../remote/byte_source.ts";

/** Bytes as a file of the library's. */
export interface Mounted {
  /** Its path there. */
  readonly path: string;
  readonly version: string;
  /** Why the bytes could last not be had, `null` where they could. */
  failure(): unknown;
  unmount(): void;
}

/** Makes bytes a file of the library's; they are read when the library reads. */
export function mount(source: ByteSource): Mounted {
  const system = fileSystem();
  if (!system.analyzePath(FOLDER).exists) system.mkdir(FOLDER);
  const name = String(count++);
  const path = `${FOLDER}/${name}`;
  const node = system.createFile(FOLDER, name, {}, true, false);
  let failure: unknown = null;
  const read: Read = (_stream, buffer, offset, length, position) => {
    const into = new Uint8Array(
      buffer.buffer,
      buffer.byteOffset + offset,
      Math.min(length, Math.max(0, source.size - position)),
    );
    try {
      return readFully(source, into, position);
    } catch (error) {
      // The library must see an error of the system: an exception through it would leave it in disorder.
      failure = lastFailure = error;
      throw new system.ErrnoError(EIO);
    }
  };
  node.stream_ops = { ...node.stream_ops, read, llseek: seeker(source.size) };
  const { getattr } = node.node_ops;
  node.node_ops = {
    ...node.node_ops,
    getattr: (of) => ({ ...getattr(of), size: source.size }),
  };
  return {
    path,
    version: source.version,
    failure: () => failure,
    unmount: () => {
      // What the library failed in may be open there still, and would stay so.
      for (const stream of system.streams) {
        if (stream?.path === path) system.close(stream);
      }
      system.unlink(path);
      source.close();
    },
  };
}

/** Why bytes could last not be had; asking for it forgets it. */
export function takeFailure(): unknown {
  const failure = lastFailure;
  lastFailure = null;
  return failure;
}

const FOLDER = "/nwb";
const EIO = 29;
let count = 0;
let lastFailure: unknown = null;

type Read = (
  stream: unknown,
  buffer: Int8Array,
  offset: number,
  length: number,
  position: number,
) => number;

/** What is used of Emscripten's file system; its own types leave out the nodes. */
export interface FileSystem {
  readonly ErrnoError: new (code: number) => Error;
  analyzePath(path: string): { exists: boolean };
  mkdir(path: string): void;
  mkdirTree(path: string): void;
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
  /** What is open, by number. */
  readonly streams: readonly (OpenStream | null | undefined)[];
  close(stream: OpenStream): void;
  createFile(
    folder: string,
    name: string,
    properties: object,
    canRead: boolean,
    canWrite: boolean,
  ): {
    stream_ops: object;
    node_ops: { getattr(node: unknown): { size: number } };
  };
}

/** A file that the library has open. */
export interface OpenStream {
  readonly path: string;
}

/** The library's file system. */
export function fileSystem(): FileSystem {
  return Module.FS as unknown as FileSystem;
}

function readFully(
  source: ByteSource,
  into: Uint8Array,
  position: number,
): number {
  let done = 0;
  while (done < into.length) {
    const got = source.read(into.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

function seeker(size: number) {
  return (stream: { position: number }, offset: number, whence: number) => {
    const from = whence === 1 ? stream.position : whence === 2 ? size : 0;
    return from + offset;
  };
}
