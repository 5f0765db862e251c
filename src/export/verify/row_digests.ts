/**
 * The digests of a table's rows by their keys, packed: 32 bytes a row beside its key.
 *
 * @module
 */
import type { Key } from "../../keys/key.ts";
import { KeySet } from "../../keys/key_set.ts";

/** What became of a row that was looked for. */
export type Match = "same" | "altered" | "missing";

/** Digests of rows, and which of them were asked for. */
export class RowDigests {
  readonly #keys: KeySet;
  #digests = new Uint8Array(64 * DIGEST);
  #asked = new Uint8Array(64);

  /** @param width How many columns a key has. */
  constructor(width: number) {
    this.#keys = new KeySet(width);
  }

  /** Adds a row; gives false where one with this key is there already. */
  add(key: Key, digest: string): boolean {
    const known = this.#keys.size;
    const at = this.#keys.add(key);
    if (at < known) return false;
    this.#reserve(at + 1);
    this.#digests.set(Uint8Array.fromHex(digest), at * DIGEST);
    return true;
  }

  /** Looks a row up, and remembers that it was asked for. */
  match(key: Key, digest: string): Match {
    const at = this.#keys.indexOf(key);
    if (at < 0) return "missing";
    this.#asked[at] = 1;
    const held = this.#digests.subarray(at * DIGEST, (at + 1) * DIGEST);
    return held.toHex() === digest.toLowerCase() ? "same" : "altered";
  }

  /** The keys that were never asked for. */
  *others(): Generator<Key> {
    for (let at = 0; at < this.#keys.size; at++) {
      if (this.#asked[at] === 0) yield this.#keys.at(at);
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.#asked.length) return;
    const asked = new Uint8Array(rows * 2);
    asked.set(this.#asked);
    this.#asked = asked;
    const digests = new Uint8Array(rows * 2 * DIGEST);
    digests.set(this.#digests);
    this.#digests = digests;
  }
}

const DIGEST = 32;
