/**
 * The bytes of packed keys: lengths, and a hash.
 *
 * @module
 */
/** True for a text that takes one byte a character, and its length one byte. */
export function isShortAscii(text: string): boolean {
  if (text.length > 0x7f) return false;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return false;
  }
  return true;
}

/** The last byte of a length as it is written: 7 bits a byte, the lowest first. */
export function topOf(length: number): number {
  let rest = length;
  while (rest > 0x7f) rest >>>= 7;
  return rest;
}

/** FNV-1a, mixed once more so that the low bits, which choose the slot, depend on all. */
export function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    value = Math.imul(value ^ bytes[at]!, 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
