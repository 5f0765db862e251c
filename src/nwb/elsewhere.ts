/**
 * Local files whose external links lead to files that are not here: those are read where they were published.
 *
 * @module
 */
import { basename } from "node:path";
import { existsSync } from "node:fs";
import { NwbError } from "../errors.ts";
import { fileMark } from "../external/file_digest.ts";
import { type ByteOpener, localBytes } from "./byte_source.ts";
import { externalLinks } from "./external.ts";
import { NwbFile, openNwb } from "./file.ts";
import { checkHdf5 } from "./hdf5.ts";
import type { LinkOpener } from "./linked_file.ts";
import { remoteBytes, type RemoteFile } from "./remote_bytes.ts";

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

/**
 * Opens a local file. What it links to is looked for elsewhere now, since reading cannot wait; it is opened when
 * something of it is asked for.
 *
 * @throws {NwbError} The file is missing, unreadable or no HDF5 file.
 */
export async function openHere(
  path: string,
  find: FindElsewhere,
): Promise<NwbFile> {
  await checkHdf5(path);
  const openers = new Map<string, ByteOpener>();
  for (const missing of await missingTargets(path)) {
    const opener = await openerOf(missing, find);
    if (opener !== null) openers.set(missing, opener);
  }
  if (openers.size === 0) return await openNwb(path);
  const openLink: LinkOpener = (linked) => () =>
    existsSync(linked) ? localBytes(linked) : here(openers, linked);
  return new NwbFile(path, () => localBytes(path), openLink);
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

/** The files behind a file's links, and behind theirs, that are not here. */
async function missingTargets(path: string): Promise<string[]> {
  const seen = new Set([path]);
  const missing: string[] = [];
  for (const file of seen) {
    for (const target of await targetsOf(file)) {
      if (seen.has(target)) continue;
      if (existsSync(target)) seen.add(target);
      else if (!missing.includes(target)) missing.push(target);
    }
  }
  return missing;
}

/** Looking through a file takes a while: what was found holds for as long as the file is as it was. */
async function targetsOf(path: string): Promise<readonly string[]> {
  const info = await Deno.stat(path).catch(() => null);
  if (info === null) return [];
  const mark = `${fileMark(info)} ${path}`;
  const known = TARGETS.get(mark);
  if (known !== undefined) return known;
  const links = await linksOf(path);
  const targets = [...new Set(links.map(({ file }) => file))];
  if (TARGETS.size >= MOST) TARGETS.delete(TARGETS.keys().next().value!);
  TARGETS.set(mark, targets);
  return targets;
}

/** What is wrong with a file is said when something of it is asked for. */
async function linksOf(path: string): Promise<readonly { file: string }[]> {
  try {
    return await externalLinks(path);
  } catch (error) {
    if (error instanceof NwbError) return [];
    throw error;
  }
}

const TARGETS = new Map<string, readonly string[]>();
const MOST = 10_000;
