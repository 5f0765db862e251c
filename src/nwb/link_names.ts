/**
 * How the links of an HDF5 file are called, read from its bytes: asking the HDF5 library of each of some hundred paths
 * whether it is a link takes ten times as long.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";
import { denseLinks } from "./dense_links.ts";
import { type MetadataBytes, UnfamiliarError } from "./metadata_bytes.ts";
import { type HeaderMessage, headerMessages } from "./object_header.ts";
import { linkIn, type StoredLink } from "./stored_link.ts";
import { rootOf } from "./superblock.ts";
import { symbolLinks } from "./symbol_table.ts";

/** The names, without the groups that they are in, of all links that hold no object themselves. */
export interface LinkNames {
  readonly soft: ReadonlySet<string>;
  readonly external: ReadonlySet<string>;
}

/**
 * The names of a file's soft and external links.
 *
 * @returns `null` where only the HDF5 library can tell: the file is damaged, or built in a rare way.
 */
export function linkNames(source: ByteSource): LinkNames | null {
  try {
    const { bytes, root } = rootOf(source);
    return namesBelow(bytes, root);
  } catch (error) {
    // A range is left where a damaged file says that something is where it cannot be.
    const isNoAnswer = error instanceof UnfamiliarError ||
      error instanceof NwbError || error instanceof RangeError;
    if (isNoAnswer) return null;
    throw error;
  }
}

/** Messages of a group's header. */
const LINK_INFO = 0x02;
const LINK = 0x06;
const SYMBOL_TABLE = 0x11;
const OF_GROUPS = [LINK_INFO, LINK, SYMBOL_TABLE];

/** Looks once at every object of the file, whatever it is: what its header says tells whether it is a group. */
function namesBelow(bytes: MetadataBytes, root: number): LinkNames {
  const names = { soft: new Set<string>(), external: new Set<string>() };
  const seen = new Set([root]);
  for (const address of seen) {
    for (const message of headerMessages(bytes, address, OF_GROUPS)) {
      for (const link of linksIn(bytes, message)) {
        if (link.kind === "hard") seen.add(link.address);
        else names[link.kind].add(link.name);
      }
    }
  }
  return names;
}

function linksIn(
  bytes: MetadataBytes,
  { type, isShared, body }: HeaderMessage,
): readonly StoredLink[] {
  if (isShared) throw new UnfamiliarError("links that stand elsewhere");
  if (type === SYMBOL_TABLE) return symbolLinks(bytes, body);
  if (type === LINK_INFO) return denseLinks(bytes, body);
  const link = linkIn(body);
  return link === null ? [] : [link];
}
