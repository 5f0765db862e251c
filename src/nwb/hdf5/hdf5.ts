/**
 * The HDF5 library: reads files through {@link ByteSource}s, and turns its dumps of internal frames into one sentence
 * that names the file.
 *
 * @module
 */
import { File, Module, ready } from "h5wasm/esm";
import { NwbError } from "../../errors.ts";
import { tidied } from "./after_failure.ts";
import type { ByteOpener } from "../remote/byte_source.ts";
import { mount, takeFailure } from "./mount.ts";

/**
 * Starts the HDF5 library, once for the process. Needed before anything is opened.
 *
 * Without the throwing handler the library prints its failures on the terminal and goes on with an invalid handle.
 */
export async function hdf5(): Promise<void> {
  const module = await ready;
  module.activate_throwing_error_handler();
}

/** A file that the library has open. */
export interface OpenHdf5 {
  readonly file: File;
  /** What tells this state of the file from another one. */
  readonly version: string;
  close(): void;
}

/**
 * Opens a file for reading. {@link hdf5} must have been awaited.
 *
 * @param path How the file is named in messages.
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 */
export function openForReading(path: string, bytes: ByteOpener): OpenHdf5 {
  let isThere = false;
  try {
    const source = mount(bytes());
    isThere = true;
    try {
      const file = tidied(() => new File(source.path, "r"));
      return {
        file,
        version: source.version,
        close: () => {
          file.close();
          source.unmount();
        },
      };
    } catch (error) {
      source.unmount();
      throw source.failure() ?? error;
    }
  } catch (error) {
    if (error instanceof NwbError) throw error;
    throw new NwbError(
      `Cannot open ${path}: ${
        isThere ? refused(error) : found(path, error)
      }; check that it was copied completely`,
      path,
      { cause: error },
    );
  }
}

/**
 * Proves that a file is there and begins as HDF5 files do, without the library.
 *
 * @throws {NwbError} It is missing, unreadable or something else.
 */
export async function checkHdf5(path: string): Promise<void> {
  if (await hasSignature(path)) return;
  throw new NwbError(
    `Cannot open ${path}: found no HDF5 signature, wanted an NWB file; check that it was copied completely`,
    path,
  );
}

/** Runs `work`, and says which file it was about when the library fails in it. */
export function reading<T>(path: string, what: string, work: () => T): T {
  // What failed before, and was not minded, is no cause of what fails now.
  takeFailure();
  try {
    return tidied(work);
  } catch (error) {
    const failure = takeFailure();
    if (failure instanceof NwbError) throw failure;
    if (error instanceof NwbError) throw error;
    const isOurs = error instanceof RangeError;
    throw new NwbError(
      `Cannot read ${what} of ${path}: ${
        isOurs ? error.message : `${deepest(error)}; the file may be damaged`
      }`,
      path,
      { cause: error },
    );
  }
}

/** A link that names another object instead of holding it. */
export type Link =
  | { readonly kind: "soft"; readonly target: string }
  | ExternalName;

/** What an external link says. */
export interface ExternalName {
  readonly kind: "external";
  readonly file: string;
  readonly object: string;
}

/** The link at an absolute path, `null` where the object itself is there. */
export function linkAt(file: File, path: string): Link | null {
  const target = softLinkAt(file, path);
  return target === null
    ? externalLinkAt(file, path)
    : { kind: "soft", target };
}

/** Where the soft link at an absolute path leads to, `null` where there is something else. */
export function softLinkAt(file: File, path: string): string | null {
  return Module.get_symbolic_link(file.file_id, path) as string | null;
}

/** The external link at an absolute path, `null` where there is something else. */
export function externalLinkAt(file: File, path: string): ExternalName | null {
  const { filename, obj_path } = Module.get_external_link(file.file_id, path);
  if (filename === undefined) return null;
  return { kind: "external", file: filename, object: obj_path };
}

/** The links among the paths of a file, in their order. */
export function linksAmong(
  file: File,
  paths: readonly string[],
): ReadonlyMap<string, Link> {
  const links = new Map<string, Link>();
  for (const path of paths) {
    const link = path === "/" ? null : linkAt(file, path);
    if (link !== null) links.set(path, link);
  }
  return links;
}

/** Absolute paths of everything in a file, links included but not followed. */
export function paths(file: File): string[] {
  return ["/", ...file.paths().map((name) => `/${name}`)];
}

/** Names of the attributes of the object at an absolute path. */
export function attributeNames(file: File, path: string): string[] {
  return Module.get_attribute_names(file.file_id, path);
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** The signature stands at 0, or behind a user block at 512, 1024, 2048 and so on. */
async function hasSignature(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    const { size, isFile } = await file.stat();
    if (!isFile) return false;
    for (let at = 0; at + 8 <= size; at = at === 0 ? 512 : at * 2) {
      await file.seek(at, Deno.SeekMode.Start);
      const bytes = new Uint8Array(8);
      await file.read(bytes);
      if (SIGNATURE.every((byte, index) => bytes[index] === byte)) return true;
    }
    return false;
  } catch (error) {
    throw new NwbError(
      `Cannot open ${path}: ${
        found(path, error)
      }; check the path and the stores of the configuration`,
      path,
      { cause: error },
    );
  }
}

function found(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound || isCode(error, "ENOENT")) {
    return "found no such file";
  }
  if (
    error instanceof Deno.errors.PermissionDenied || isCode(error, "EACCES")
  ) {
    return "found a file that this user may not read";
  }
  return exists(path) ? refused(error) : "found no such file";
}

function refused(error: unknown): string {
  return `found a file that HDF5 refuses (${deepest(error)})`;
}

function isCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null)?.code === code;
}

function exists(path: string): boolean {
  if (/^https?:/.test(path)) return true;
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Of a stack of HDF5's messages the last frame's, which is the cause. */
function deepest(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const frames = [...text.matchAll(/^\s*#\d+: .*?: (.*)$/gm)];
  return frames.at(-1)?.[1]?.trim() ?? text.split("\n")[0] ?? text;
}
