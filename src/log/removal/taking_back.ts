/**
 * Takes out of the log what reads wrote that gave nothing, and says what stays there.
 *
 * @module
 */
import { SpyglassError } from "../../errors.ts";
import type { Claim } from "./claims.ts";
import type { LogStore } from "../store.ts";

/**
 * Takes entries back that no read rests on any more. Whoever comes meanwhile waits for it.
 *
 * @returns What stays, and why, for the user; `null` where nothing does.
 */
export async function takeBack(
  store: LogStore,
  exportId: number,
  claims: readonly Claim[],
): Promise<string | null> {
  const unsure = claims.filter(({ isUnsure }) => isUnsure);
  const ours = claims.filter(({ written }) => written.length > 0);
  if (ours.length > 0) {
    const taking = remove(store, exportId, ours);
    const removal = taking.then(() => {});
    for (const claim of ours) claim.removal = removal;
    const problem = await taking;
    if (problem !== null) return staying(exportId, ours, problem);
  }
  return unsure.length === 0 ? null : staying(exportId, unsure, SHARED);
}

/** @returns Why they stay: the read's own error is what the user must see. */
async function remove(
  store: LogStore,
  exportId: number,
  claims: readonly Claim[],
): Promise<string | null> {
  const entries = claims.map(({ entry, written }) => ({
    ...entry,
    ids: written.splice(0),
  }));
  try {
    await store.takeBack(exportId, entries);
    return null;
  } catch (error) {
    if (error instanceof SpyglassError) return error.message;
    throw error;
  }
}

const SHARED = "another process may rest on it, too";

/** What the user must know of entries that no read needs. */
function staying(
  exportId: number,
  claims: readonly Claim[],
  why: string,
): string {
  const names = claims.slice(0, SHOWN).map(({ entry }) =>
    `${entry.table} ${entry.restriction.slice(0, 200)}`
  );
  if (claims.length > SHOWN) names.push(`${claims.length - SHOWN} more`);
  return `Though this read gave nothing, the log of export ${exportId} still has ${
    names.join(", ")
  } (${why}); when it can be removed again, forget it: ExportSelection.forget(query), or in the sidebar`;
}

const SHOWN = 3;
