/**
 * Where an HDF5 file begins, and where its first group is.
 *
 * @module
 */
import type { ByteSource } from "./byte_source.ts";
import { addressIn, MetadataBytes, UnfamiliarError } from "./metadata_bytes.ts";

/**
 * The bytes of a file from where its addresses count, and the address of its first group.
 *
 * @throws {UnfamiliarError} It is no HDF5 file, or one of a form that is not known here.
 */
export function rootOf(
  source: ByteSource,
): { readonly bytes: MetadataBytes; readonly root: number } {
  for (
    let base = 0;
    base + 8 <= source.size;
    base = base === 0 ? 512 : base * 2
  ) {
    const bytes = new MetadataBytes(source, base);
    if (bytes.has(0, SIGNATURE)) return { bytes, root: rootIn(bytes) };
  }
  throw new UnfamiliarError("no signature");
}

const SIGNATURE = "\x89HDF\r\n\x1a\n";

function rootIn(bytes: MetadataBytes): number {
  const version = bytes.at(8, 1).getUint8(0);
  const form = FORMS[version];
  if (form === undefined) throw new UnfamiliarError(`version ${version}`);
  for (let i = 0; i < 2; i++) {
    const size = bytes.at(form.sizes + i, 1).getUint8(0);
    if (size !== 8) throw new UnfamiliarError(`addresses of ${size} bytes`);
  }
  return addressIn(bytes.at(form.root, 8), 0);
}

/** By version, where the sizes of addresses and lengths stand, and where the address of the first group. */
const FORMS: readonly { readonly sizes: number; readonly root: number }[] = [
  { sizes: 13, root: 64 },
  { sizes: 13, root: 68 },
  { sizes: 9, root: 36 },
  { sizes: 9, root: 36 },
];
