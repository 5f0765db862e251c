/**
 * The texts of packed keys of one text each: many are decoded together, which takes a fraction of one after the other.
 *
 * @module
 */
import type { IntList } from "./int_list.ts";
import { textOf } from "./key_bytes.ts";

/**
 * Unpacks all keys, in order.
 *
 * @param bytes For each key the length of its text, 7 bits a byte, the lowest first; then its UTF-8.
 * @param starts Where each key begins, and where the last one ends.
 */
export function singleTexts(bytes: Uint8Array, starts: IntList): string[] {
  const texts: string[] = [];
  const size = starts.length - 1;
  for (let index = 0; index < size;) {
    const start = starts.at(index);
    let end = index + 1;
    while (end < size && starts.at(end + 1) - start < WINDOW) end++;
    const ascii = asciiOf(bytes, start, starts.at(end));
    for (; index < end; index++) {
      texts.push(
        ascii === null
          ? textAt(bytes, starts.at(index), starts.at(index + 1))
          // The length is ASCII, too: one byte.
          : ascii.slice(
            starts.at(index) + 1 - start,
            starts.at(index + 1) - start,
          ),
      );
    }
  }
  return texts;
}

/** Bytes that are decoded together. */
const WINDOW = 65_536;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Some bytes, a character each; `null` where they are not all ASCII. */
function asciiOf(bytes: Uint8Array, start: number, end: number): string | null {
  for (let at = start; at < end; at++) if (bytes[at]! > 0x7f) return null;
  return DECODER.decode(bytes.subarray(start, end));
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  let at = start;
  while (bytes[at]! > 0x7f) at++;
  return textOf(bytes, at + 1, end);
}
