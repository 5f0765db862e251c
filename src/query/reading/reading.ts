/**
 * The promise of a read. In a notebook a forgotten `await` on the last line still shows the rows.
 *
 * @module
 */

import { refuseVerbs } from "../not_read.ts";

/** A promise that shows what it gives. */
export class Reading<T> extends Promise<T> {
  /** Then and catch give plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Starts the work at once and gives its promise. */
  static of<T>(work: () => Promise<T>): Reading<T> {
    return new Reading((resolve, reject) => {
      const working = work();
      // After the work has begun: a stack takes time, and the server is busy meanwhile.
      const site = new Error();
      working.then(resolve, (error) => reject(withSite(error, site)));
    });
  }

  /** Iterating it is a mistake that must say what is missing. */
  [Symbol.iterator](): never {
    throw notAwaited("iterate over a read", "");
  }

  /** How Jupyter shows it. */
  async [Symbol.for("Jupyter.display")](): Promise<unknown> {
    const value = await this as Displayable;
    const display = value?.[Symbol.for("Jupyter.display")];
    return typeof display === "function"
      ? display.call(value)
      : { "text/plain": Deno.inspect(value) };
  }
}

refuseVerbs(
  Reading.prototype,
  (_, verb) => notAwaited(`call ${verb}() on a read`, `.${verb}()`),
);

function notAwaited(action: string, use: string): TypeError {
  return new TypeError(
    `Cannot ${action}: its rows are not here yet, wanted await before it; write (await query.fetch())${use}`,
  );
}

type Displayable = Record<symbol, unknown> | null | undefined;

/** The stack ends in the driver: the user's own line, where the read was called, is put under it. */
export function withSite(error: unknown, site: Error): unknown {
  if (!(error instanceof Error)) return error;
  const lines = (site.stack ?? "").split("\n").slice(1)
    .filter((line) => !OWN_FILES.test(line));
  if (lines.length > 0 && !(error.stack ?? "").includes(lines[0]!)) {
    error.stack = `${error.stack ?? error.message}\n${lines.join("\n")}`;
  }
  return error;
}

const OWN_FILES = /\/src\/(query|connection|log|closure)\//;
