/**
 * What is wrong with the name of a paper or an analysis, before the kernel is asked. The kernel says it again: names
 * become folders and files.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";

/**
 * Checks a name.
 *
 * @param name what was typed
 * @param trans the language of the page
 * @returns what is wrong in words; `null` where nothing is
 */
export function nameProblem(
  name: string,
  trans: TranslationBundle,
): string | null {
  if (name === "") return trans.__("A name is needed.");
  if ([...name].length > LONGEST) {
    return trans.__(
      "At most %1 characters: it has %2.",
      LONGEST,
      [...name].length,
    );
  }
  if (/[/\\]/.test(name)) return trans.__("It may not hold a slash.");
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(name)) {
    return trans.__("It may not hold control characters.");
  }
  if (/^[-.]/.test(name)) {
    return trans.__("It may not start with a dot or a hyphen.");
  }
  if (name !== name.trim()) {
    return trans.__("It may not start or end with a space.");
  }
  return null;
}

const LONGEST = 32;
