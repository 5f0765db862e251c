/**
 * What an entry is remembered by.
 *
 * @module
 */
import type { Entry } from "./entry.ts";

/**
 * 53 bits of an entry. Two entries of one hash cost no more than a second entry of the same text: what is found is
 * compared whole.
 */
export function hashOf({ table, restriction }: Entry): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const text of [table, restriction]) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x9e3779b1);
      low = Math.imul(low ^ code, 0x5f356495);
    }
    high = Math.imul(high ^ (low >>> 15), 0x85ebca77);
    low = Math.imul(low ^ (high >>> 13), 0xc2b2ae3d);
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
