/**
 * One link, as the newer groups of HDF5 files hold it.
 *
 * @module
 */
import {
  addressIn,
  numberIn,
  textOf,
  UnfamiliarError,
} from "./metadata_bytes.ts";

/** A link of a group: to an object's header in the same file, or one that only names an object. */
export type StoredLink =
  | { readonly kind: "hard"; readonly address: number }
  | { readonly kind: "soft" | "external"; readonly name: string };

/**
 * The link that a message holds, `null` for a kind of link that somebody made up.
 *
 * @throws {UnfamiliarError} It is of a form that is not known here.
 */
export function linkIn(message: DataView): StoredLink | null {
  if (message.getUint8(0) !== 1) throw new UnfamiliarError("a link's version");
  const flags = message.getUint8(1);
  let at = 2;
  const kind = flags & HAS_KIND ? message.getUint8(at++) : 0;
  if (flags & HAS_ORDER) at += 8;
  if (flags & HAS_CHARSET) at += 1;
  const width = 1 << (flags & 3);
  const length = numberIn(message, at, width);
  at += width;
  const name = () =>
    textOf(new Uint8Array(message.buffer, message.byteOffset + at, length));
  if (kind === 0) {
    return { kind: "hard", address: addressIn(message, at + length) };
  }
  if (kind === 1) return { kind: "soft", name: name() };
  if (kind === 64) return { kind: "external", name: name() };
  return null;
}

const HAS_ORDER = 4;
const HAS_KIND = 8;
const HAS_CHARSET = 16;
