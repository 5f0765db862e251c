/**
 * What was asked of a kernel and is not answered yet. Each of them ends: in the answer, or in why there is none.
 *
 * @module
 */
import type { Asked, Reply } from "../../../src/lab/messages.d.ts";
import { LinkError, type LinkProblem } from "./link_error.ts";

/** What is asked of a kernel and not answered yet. */
export interface Pending {
  readonly id: string;
  readonly asked: Asked;
}

/** Whether the same things of some kinds are asked. */
export function samePending(
  last: readonly Pending[],
  next: readonly Pending[],
  kinds: ReadonlySet<Asked["ask"]>,
): boolean {
  const ids = (list: readonly Pending[]) =>
    list.filter(({ asked }) => kinds.has(asked.ask)).map(({ id }) => id).join();
  return last === next || ids(last) === ids(next);
}

/** How it stands with a kernel, for those who wait for it. */
export type Standing =
  | "answers"
  /** A cell runs: what waits for its end waits as long as it takes, and is shown to wait. */
  | "busy"
  | "silent"
  | "offline";

/** How long is waited, in milliseconds. */
export interface Patience {
  /** For a kernel that falls silent, or to which the connection is lost. */
  readonly gone: number;
  /** For what takes no time. */
  readonly quick: number;
  /** For what takes some. */
  readonly long: number;
}

/** All that is asked of one kernel. */
export class Asks {
  /**
   * @param changed told what is pending whenever that is something else
   * @param patience how long is waited
   */
  constructor(
    changed: (pending: readonly Pending[]) => void,
    patience: Patience = PATIENCE,
  ) {
    this.#changed = changed;
    this.#patience = patience;
  }

  /**
   * Waits for the answer to something that is being asked.
   *
   * @param id of the request
   * @param asked what it asks
   * @param work sends it; where that fails, no answer is waited for
   * @returns the value of the reply
   * @throws {Error} with what the module said, or why it has not answered
   */
  async wait(
    id: string,
    asked: Asked,
    work: () => Promise<void>,
  ): Promise<unknown> {
    const reply = new Promise<unknown>((resolve, reject) => {
      const since = performance.now();
      this.#waiting.set(id, { asked, since, resolve, reject });
    });
    this.#tell();
    try {
      await Promise.race([work(), reply]);
      return await reply;
    } finally {
      this.#waiting.delete(id);
      this.#tell();
    }
  }

  /** Takes the answer to one of them. */
  answer({ id, value, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  /** Ends all of them. */
  fail(problem: LinkProblem): void {
    // Where there is no module, nobody has heard it.
    const isAsked = problem !== "missing";
    for (const { reject } of this.#waiting.values()) {
      reject(new LinkError(problem, isAsked));
    }
  }

  /** Says how it stands with the kernel from now on. */
  stand(standing: Standing): void {
    if (standing === this.#standing) return;
    this.#standing = standing;
    this.#since = performance.now();
  }

  readonly #changed: (pending: readonly Pending[]) => void;
  readonly #patience: Patience;
  readonly #waiting = new Map<string, Waiting>();
  #standing: Standing = "answers";
  /** Since when it stands so. */
  #since = performance.now();
  #timer: ReturnType<typeof setInterval> | null = null;

  #tell(): void {
    this.#changed(
      [...this.#waiting].map(([id, { asked }]) => ({ id, asked })),
    );
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = this.#waiting.size === 0
      ? null
      : setInterval(() => this.#look(), this.#patience.gone / 10);
  }

  /** Gives up what has waited too long under what stands in its way now. */
  #look(): void {
    const standing = this.#standing;
    if (standing === "busy") return;
    const problem = standing === "answers" ? "late" : standing;
    for (const { asked, since, reject } of this.#waiting.values()) {
      const waited = performance.now() - Math.max(since, this.#since);
      const most = standing !== "answers"
        ? this.#patience.gone
        : QUICK.has(asked.ask)
        ? this.#patience.quick
        : this.#patience.long;
      if (waited > most) reject(new LinkError(problem, true));
    }
  }
}

interface Waiting {
  readonly asked: Asked;
  /** When it was asked. */
  readonly since: number;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const PATIENCE: Patience = { gone: 8_000, quick: 60_000, long: 600_000 };

/** Answered at once, though what was begun may go on. */
const QUICK: ReadonlySet<Asked["ask"]> = new Set<Asked["ask"]>([
  "start",
  "stop",
  "resume",
  "dismiss",
  "show",
  "reads",
  "cell",
  "code",
  "slice",
  "populate",
  "verify",
  "cancel",
]);
