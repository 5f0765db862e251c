/**
 * Texts out of bytes of UTF-8, each by what is fastest for its length.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { RowCells } from "../session.ts";

/**
 * The text of some bytes, a mark of their order at the beginning included.
 *
 * @param start Where it begins.
 * @param end Where the next one begins.
 */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return asciiText(bytes, start, end) ?? decoded(bytes, start, end);
}

/** The texts of a row, from one column up to another one; `null` for NULL. */
export function textsOf(
  { bytes, starts, ends }: RowCells,
  from = 0,
  to = starts.length,
): (string | null)[] {
  const texts: (string | null)[] = [];
  for (let at = from; at < to; at++) {
    const start = starts[at]!;
    texts.push(start < 0 ? null : textOf(bytes, start, ends[at]!));
  }
  return texts;
}

/**
 * A short text of ASCII, without a call into the runtime, which costs more than the text does.
 *
 * @returns `null` where they are more than a few bytes, or not all of ASCII.
 */
function asciiText(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | null {
  const length = end - start;
  if (length > SHORT) return null;
  const codes = CODES[length]!;
  for (let at = 0; at < length; at++) {
    const code = bytes[start + at]!;
    if (code > 0x7f) return null;
    codes[at] = code;
  }
  // Made of a list of numbers it is one string; joined one by one it would be a chain of them.
  return String.fromCharCode.apply(null, codes);
}

function decoded(bytes: Uint8Array, start: number, end: number): string {
  // Node's reader takes any bytes, not only those of Node, and needs no view of them.
  return end - start > LONG
    ? DECODER.decode(bytes.subarray(start, end))
    : Buffer.prototype.toString.call(bytes, "utf8", start, end);
}

/** From about here on Node's own reader is as fast as this one. */
const SHORT = 40;
/** From about here on the decoder is faster than Node's reader. */
const LONG = 240;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** A list for each length: a new one for each text, or a view of its bytes, takes longer than the text. */
const CODES = Array.from(
  { length: SHORT + 1 },
  (_, length): number[] => new Array(length).fill(0),
);
