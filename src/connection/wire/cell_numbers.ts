/**
 * Numbers read from their digits, exactly: what has too many digits for exact arithmetic is left to JavaScript's own
 * reader.
 *
 * @module
 */
import { textOf } from "./utf8_text.ts";

/**
 * A whole number; one that a number cannot tell from its neighbours stays text.
 *
 * @param bytes Its digits, from `start` up to `end`, in ASCII.
 */
export function wholeNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | string {
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  if (end - at > MOST_DIGITS) return longNumber(bytes, start, end);
  let value = 0;
  while (at < end) value = value * 10 + bytes[at++]! - ZERO;
  return isNegative ? -value : value;
}

/**
 * A FLOAT or DOUBLE: the number that is nearest to what its digits say.
 *
 * @param bytes Its digits, from `start` up to `end`, in ASCII.
 */
export function realNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end - first > MOST_DIGITS + 1) return Number(textOf(bytes, start, end));
  let digits = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= ZERO && byte <= NINE) digits = digits * 10 + byte - ZERO;
    else if (byte === POINT && point === end) point = at + 1;
    else return Number(textOf(bytes, start, end));
  }
  // Both are exact, so their quotient is the nearest number (W. D. Clinger, "How to read floating point numbers").
  const value = digits / TENS[end - point]!;
  return isNegative ? -value : value;
}

/** So many digits are below 2^53, whatever they are. */
const MOST_DIGITS = 15;
/** Powers of ten that are exact. */
const TENS = Array.from(
  { length: MOST_DIGITS + 1 },
  (_, i) => Number(`1e${i}`),
);

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

function longNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | string {
  const text = textOf(bytes, start, end);
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}
