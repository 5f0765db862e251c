/**
 * Resting, for a while, on what earlier reads left in the log.
 *
 * @module
 */
import type { Entry } from "../entries/entry.ts";
import type { LogStore } from "../store.ts";
import { type Claim, removed } from "./claims.ts";
import type { GivenRead } from "./given_read.ts";

/**
 * Claims entries for a read where reads that have ended left them in the log: there they stay until the claims are
 * withdrawn.
 *
 * @returns `null` where they are not there for sure; then nothing is claimed.
 */
export async function earlierClaims(
  read: GivenRead,
  store: LogStore,
  exportId: number,
  entries: readonly Entry[],
): Promise<readonly Claim[] | null> {
  const claims = read.claim(entries);
  await removed(claims);
  // Those of reads in flight go if these fail, and name more than this one may come to give.
  const isThere = claims.every(({ open }) => open === 1) &&
    await store.hasAll(exportId, entries);
  if (isThere) return claims;
  read.withdraw(claims);
  return null;
}
