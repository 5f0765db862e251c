/**
 * Local files whose external links lead to files that are not here: those are read where they were published.
 *
 * @module
 */
import { basename } from "node:path";
import { existsSync } from "node:fs";
import { NwbError } from "../errors.ts";
import { originalOf } from "../spyglass/nwb_tables.ts";
import { type ByteOpener, localBytes } from "../nwb/remote/byte_source.ts";
import { NwbFile } from "../nwb/file.ts";
import { checkHdf5, hdf5 } from "../nwb/hdf5/hdf5.ts";
import type { LinkOpener } from "../nwb/linked_file.ts";
import { remoteBytes, type RemoteFile } from "../nwb/remote/remote_bytes.ts";

/** Where a file that is not here can be read. */
export interface Elsewhere {
  readonly remote: RemoteFile;
  /** Says, once a file, that it is streamed. */
  readonly tell: () => void;
}

/** Finds a file by its name, and by where it would be here; `null` where nobody published it. */
export type FindElsewhere = (
  name: string,
  path: string | null,
) => Promise<Elsewhere | null>;

/** How a local file is opened. */
export interface OpenHereOptions {
  /** Its objects will be looked for by their ids: looking through it for links costs nothing more then. @default {false} */
  readonly isSearched?: boolean;
}

/**
 * Opens a local file. What it links to is looked for elsewhere now, since reading cannot wait; it is opened when
 * something of it is asked for.
 *
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 */
export async function openHere(
  path: string,
  find: FindElsewhere,
  { isSearched = false }: OpenHereOptions = {},
): Promise<NwbFile> {
  await checkHdf5(path);
  await hdf5();
  const openers = new Map<string, ByteOpener>();
  const openLink: LinkOpener = (linked) => () =>
    existsSync(linked) ? localBytes(linked) : here(openers, linked);
  const nwb = new NwbFile(path, () => localBytes(path), openLink);
  if (!isSearched && !lacksOriginal(path)) return nwb;
  for (const target of targetsOf(nwb)) {
    if (existsSync(target)) continue;
    const opener = await openerOf(target, find);
    if (opener !== null) openers.set(target, opener);
  }
  return nwb;
}

/**
 * True for a copy that Spyglass made, `x_.nwb`, whose original `x.nwb` is not beside it. Of files whose objects nobody
 * looks for only these are looked through for links: that costs more than all else that opening does, and hardly
 * anything else in a lab links to other files.
 */
function lacksOriginal(path: string): boolean {
  const original = originalOf(path);
  return original !== null && !existsSync(original);
}

/** What is wrong with a file is said when something of it is asked for. */
function targetsOf(nwb: NwbFile): string[] {
  try {
    return nwb.linkTargets();
  } catch (error) {
    if (error instanceof NwbError) return [];
    throw error;
  }
}

function here(openers: ReadonlyMap<string, ByteOpener>, path: string) {
  return openers.get(path)?.() ?? localBytes(path);
}

/** Why an archive does not give a file is said when something of that file is asked for. */
async function openerOf(
  path: string,
  find: FindElsewhere,
): Promise<ByteOpener | null> {
  try {
    const found = await find(basename(path), path);
    if (found === null) return null;
    return () => {
      const bytes = remoteBytes(found.remote);
      found.tell();
      return bytes;
    };
  } catch (error) {
    if (!(error instanceof NwbError)) throw error;
    return () => {
      throw error;
    };
  }
}
