/**
 * Which log entries reads in flight rest on, so that none takes away what another needs.
 *
 * @module
 */
import { type Entry, entryId } from "../entries/entry.ts";

/** An entry that reads in flight rest on. */
export interface Claim {
  readonly id: string;
  readonly exportId: number;
  readonly entry: Entry;
  /** Reads that have not ended. */
  open: number;
  /** Reads that have not failed. */
  alive: number;
  /** Of those that have not ended, so many failed. */
  failing: number;
  /** The ids under which these reads wrote it: over two connections it may be written twice. */
  readonly written: number[];
  /** Another process may rest on it, too: these reads must not take it back. */
  isUnsure: boolean;
  /** Resolves when it has been taken back; `null` where nobody has begun to. */
  removal: Promise<void> | null;
}

/** The claims of all reads in flight in this process, over whichever connection to a log. */
export class Claims {
  readonly #claims = new Map<string, Claim>();

  /** Notes that a read rests on an entry; before the entry is written. */
  claim(exportId: number, entry: Entry): Claim {
    const id = entryId(exportId, entry);
    const claim = this.#claims.get(id) ??
      {
        id,
        exportId,
        entry,
        open: 0,
        alive: 0,
        failing: 0,
        written: [],
        isUnsure: false,
        removal: null,
      };
    claim.open++;
    claim.alive++;
    this.#claims.set(id, claim);
    return claim;
  }

  /** Takes claims back: nothing rests on these entries after all. */
  withdraw(claims: readonly Claim[]): void {
    for (const claim of claims) claim.alive--;
    this.release(claims);
  }

  /** Notes that a read has ended. */
  release(claims: readonly Claim[], hasFailed = false): void {
    for (const claim of claims) {
      if (hasFailed) claim.failing--;
      if (--claim.open === 0) this.#claims.delete(claim.id);
    }
  }
}

/** Resolves when what earlier reads wrote of the same text is taken back. */
export async function removed(claims: readonly Claim[]): Promise<void> {
  await Promise.all(claims.map(({ removal }) => removal));
}
