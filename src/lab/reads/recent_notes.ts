/**
 * Notes under names that may be long: the newest are remembered, as many as a bearable number of characters names.
 *
 * @module
 */

/** Remembers the newest notes. */
export class RecentNotes<Note> {
  readonly #most: number;
  readonly #notes = new Map<string, Note>();
  #characters = 0;

  /** @param most Characters of all names together. */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is noted under a name. */
  get(name: string): Note | undefined {
    return this.#notes.get(name);
  }

  /** Notes something under a new name, and forgets the oldest where there are too many; a name that is known stays. */
  add(name: string, note: Note): void {
    if (this.#notes.has(name)) return;
    this.#notes.set(name, note);
    this.#characters += name.length;
    if (this.#characters > this.#most) this.#forget();
  }

  /** Half at once: each look at the oldest passes by all places that have become empty. */
  #forget(): void {
    for (const oldest of this.#notes.keys()) {
      this.#notes.delete(oldest);
      this.#characters -= oldest.length;
      if (this.#characters <= this.#most / 2) break;
    }
  }
}
