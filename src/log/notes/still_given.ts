/**
 * Whether a read would still give what it gave: it is made again.
 *
 * @module
 */
import type { ReadAgain, RowsRead } from "../../query/reading/observer.ts";
import type { Entry } from "../entries/entry.ts";
import type { Wanted } from "./server_sums.ts";

/**
 * Makes the SELECTs of a read again; see {@linkcode Wanted.stillGiven}.
 *
 * @param took How many milliseconds the read took: one that took long is not made again only to be noted.
 * @param entriesOf What the log says of rows.
 */
export function stillGiven(
  repeats: readonly ReadAgain[],
  took: number,
  entriesOf: (rows: readonly RowsRead[]) => readonly Entry[],
): Wanted["stillGiven"] {
  if (repeats.length === 0 || took > LONG) return null;
  return async (session) => {
    const same: Entry[] = [];
    for (const again of repeats) {
      same.push(...entriesOf(await again(session) ?? []));
    }
    return same;
  };
}

/** Milliseconds. */
const LONG = 2000;
