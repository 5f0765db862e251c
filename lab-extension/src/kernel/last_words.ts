/**
 * What the module said when it last did something, for as long as it is so. No page, no kernel messages.
 *
 * @module
 */
import type { Said, State } from "../../../src/lab/messages.d.ts";

/** What was said last. */
export class LastWords {
  /** What was said; nothing where it is past. */
  get said(): readonly string[] {
    return this.#said;
  }

  /**
   * Takes what came with a reply.
   *
   * @param value of the reply
   * @param state the last one that came before it
   * @returns whether something was said
   */
  hear(value: unknown, state: State | null): boolean {
    const { said, active = null } = (value ?? {}) as Partial<Said>;
    if (!Array.isArray(said) || said.length === 0) return false;
    this.#said = said.map(String);
    this.#kernel = state?.kernel ?? null;
    this.#active = active;
    this.#hasBegun = false;
    this.#since = performance.now();
    return true;
  }

  /**
   * Forgets what was said of another process, or under another export than the one that is active now.
   *
   * @param state the newest; `null` where the process has ended
   * @returns whether something was forgotten
   */
  look(state: State | null): boolean {
    if (this.#said.length === 0 || this.#isNow(state)) return false;
    this.forget();
    return true;
  }

  /** Forgets it. */
  forget(): void {
    this.#said = [];
  }

  #said: readonly string[] = [];
  #kernel: string | null = null;
  /** The export that was active when it was said. */
  #active: number | null = null;
  /** Whether a state has told that export: the reply may come before. */
  #hasBegun = false;
  #since = 0;

  #isNow(state: State | null): boolean {
    if ((state?.kernel ?? null) !== this.#kernel) return false;
    const isSame = (state?.active?.export_id ?? null) === this.#active;
    this.#hasBegun ||= isSame;
    const isEarly = performance.now() - this.#since < SOON;
    return isSame || !this.#hasBegun && isEarly;
  }
}

/** Milliseconds in which a state follows a reply. */
const SOON = 2000;
