/**
 * Promises that are taken for what they give: `await` is missing, and `undefined` would fail far from there.
 *
 * @module
 */
import { refusingNames } from "./refusing_names.ts";

/**
 * Starts work; its promise throws for whatever it is asked for that promises do not have.
 *
 * @param call How the work is asked for, as it is written.
 */
export function toBeAwaited<T>(
  call: string,
  work: () => Promise<T>,
): Promise<T> {
  const prototype = refusingNames(
    (name) =>
      new TypeError(
        `Cannot use ${name}: ${call} gives a promise, wanted await before it; write await ${call}`,
      ),
    Object.create(Promise.prototype),
  );
  return Object.setPrototypeOf(work(), prototype);
}
