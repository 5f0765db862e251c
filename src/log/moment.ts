/**
 * A moment that may be waited for: most never are, so that no promise is made for them.
 *
 * @module
 */

/** Something that happens once. */
export class Moment {
  #hasCome = false;
  #waiting: PromiseWithResolvers<void> | null = null;

  /** It happens. */
  come(): void {
    this.#hasCome = true;
    this.#waiting?.resolve();
  }

  /** Resolves when it has happened. */
  wait(): Promise<void> {
    if (this.#hasCome) return Promise.resolve();
    return (this.#waiting ??= Promise.withResolvers()).promise;
  }
}
