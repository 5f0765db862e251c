/**
 * The order of many texts: by what they begin with, as numbers, which a sort of numbers does ten times faster.
 *
 * @module
 */

/** The places of texts in their order, that of their UTF-16 units. */
export function textOrder(texts: readonly string[]): Uint32Array {
  const order = new Uint32Array(texts.length);
  for (let at = 0; at < order.length; at++) order[at] = at;
  const compare = (a: number, b: number) => compareTexts(texts[a]!, texts[b]!);
  if (texts.length > MOST) return order.sort(compare);
  const codes = sortedCodes(texts);
  let start = 0;
  for (let at = 0; at < order.length; at++) {
    order[at] = codes[2 * at]! & PLACE;
    const isEnd = at + 1 === order.length ||
      codes[2 * at + 1] !== codes[2 * at + 3] ||
      codes[2 * at]! >>> BITS !== codes[2 * at + 2]! >>> BITS;
    if (!isEnd) continue;
    // These begin alike.
    if (at > start) order.subarray(start, at + 1).sort(compare);
    start = at + 1;
  }
  return order;
}

/** Orders two texts by their UTF-16 units. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Bits of a place. */
const BITS = 24;
const PLACE = 2 ** BITS - 1;
const MOST = 2 ** BITS;

/**
 * Two numbers of 32 bits a text, in order: 8 bits more of what it begins with and its place; the first 32 bits of what
 * it begins with.
 */
function sortedCodes(texts: readonly string[]): Uint32Array {
  const codes = new Uint32Array(2 * texts.length);
  const skipped = commonLength(texts);
  const isWide = texts.some((text) => WIDE.test(text));
  for (const [place, text] of texts.entries()) {
    const unit = (at: number) =>
      at + skipped < text.length ? text.charCodeAt(at + skipped) : 0;
    const first = isWide
      ? unit(0) * 0x10000 + unit(1)
      : unit(0) * 0x1000000 + unit(1) * 0x10000 + unit(2) * 0x100 + unit(3);
    const next = isWide ? unit(2) >> 8 : unit(4);
    codes[2 * place] = next * MOST + place;
    codes[2 * place + 1] = first;
  }
  // The machine's order of bytes: the lower half first, as everywhere where this runs.
  new BigUint64Array(codes.buffer).sort();
  return codes;
}

// deno-lint-ignore no-control-regex
const WIDE = /[^\x00-\xff]/;

/** How many units all texts begin with. */
function commonLength(texts: readonly string[]): number {
  const first = texts[0] ?? "";
  let length = first.length;
  for (const text of texts) {
    let same = 0;
    while (same < length && text.charCodeAt(same) === first.charCodeAt(same)) {
      same++;
    }
    length = same;
  }
  return length;
}
