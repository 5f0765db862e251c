/**
 * Short texts of ASCII out of bytes, without a call into the runtime, which costs more than they do.
 *
 * @module
 */

/**
 * The text of some bytes; `null` where they are more than a few, or not all of ASCII: then the decoder is as fast.
 *
 * @param start Where it begins.
 * @param end Where the next one begins.
 */
export function asciiText(
  bytes: Uint8Array,
  start: number,
  end: number,
): string | null {
  const length = end - start;
  if (length > LONGEST) return null;
  const codes = CODES[length]!;
  for (let at = 0; at < length; at++) {
    const code = bytes[start + at]!;
    if (code > 0x7f) return null;
    codes[at] = code;
  }
  // Made of a list of numbers it is one string; joined one by one it would be a chain of them.
  return String.fromCharCode.apply(null, codes);
}

/** From about here on the decoders are as fast. */
const LONGEST = 40;

/** A list for each length: a new one for each text, or a view of its bytes, takes longer than the text. */
const CODES = Array.from(
  { length: LONGEST + 1 },
  (_, length): number[] => new Array(length).fill(0),
);
