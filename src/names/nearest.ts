/**
 * The name that was probably meant.
 *
 * @module
 */

/**
 * Finds the candidate that an unknown name is a slip of: letters left out, put in, exchanged or swapped, wrong case,
 * or underscores left out. A third of the longer name may differ.
 *
 * @param name The name that does not exist.
 * @param candidates The names that do.
 * @returns The nearest candidate, the first one of several; `null` where none is near.
 *
 * @example
 * ```ts
 * import { nearestName } from "./nearest.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nearestName("Electorde", ["Electrode", "ElectrodeGroup"]), "Electrode");
 * assertEquals(nearestName("electrodeId", ["electrode_id", "probe_id"]), "electrode_id");
 * assertEquals(nearestName("Raw", ["Electrode"]), null);
 * ```
 */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
): string | null {
  let nearest: string | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const distance = slips(name, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

const MOST_SLIPS = 5;

/** The number of slips between two names, `Infinity` where they are not near. */
function slips(name: string, candidate: string): number {
  if (name === candidate) return 0;
  const [a, b] = [name.toLowerCase(), candidate.toLowerCase()];
  // Less than one slip, more than none: a candidate that needs no reading goes first.
  if (a === b) return 0.25;
  if (bare(a) === bare(b) && bare(a) !== "") return 0.5;
  const longer = Math.max(a.length, b.length);
  const allowed = Math.min(MOST_SLIPS, Math.max(1, Math.floor(longer / 3)));
  if (longer < 2 || Math.abs(a.length - b.length) > allowed) return Infinity;
  const distance = damerauLevenshtein(a, b);
  return distance <= allowed ? distance : Infinity;
}

function bare(name: string): string {
  return name.replaceAll("_", "");
}

/** Insertions, deletions, exchanges, and swaps of neighbours (each piece of text changed once). */
function damerauLevenshtein(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] &&
        a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      }
      line.push(least);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}
