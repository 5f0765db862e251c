/**
 * Places put in order by numbers: without a function that compares, that is ten times faster.
 *
 * @module
 */

/** The most places that can be put in order so. */
export const MOST_PLACES = 2 ** 24;

/**
 * Puts places from 0 on in order.
 *
 * @param count How many there are.
 * @param first For each place 32 bits, which count most.
 * @param next For each place 8 bits, which count where the first are equal.
 * @param compare Where those are equal, too.
 */
export function sortedPlaces(
  count: number,
  first: (place: number) => number,
  next: (place: number) => number,
  compare: (one: number, other: number) => number,
): Uint32Array {
  // Two numbers a place; as one of 64 bits, the second is the upper half, as machines have it everywhere.
  const codes = new Uint32Array(2 * count);
  for (let place = 0; place < count; place++) {
    codes[2 * place] = next(place) * MOST_PLACES + place;
    codes[2 * place + 1] = first(place);
  }
  new BigUint64Array(codes.buffer).sort();
  const order = new Uint32Array(count);
  let start = 0;
  for (let at = 0; at < count; at++) {
    order[at] = codes[2 * at]! % MOST_PLACES;
    const isEnd = at + 1 === count ||
      codes[2 * at + 1] !== codes[2 * at + 3] ||
      codes[2 * at]! >>> 24 !== codes[2 * at + 2]! >>> 24;
    if (!isEnd) continue;
    if (at > start) order.subarray(start, at + 1).sort(compare);
    start = at + 1;
  }
  return order;
}
