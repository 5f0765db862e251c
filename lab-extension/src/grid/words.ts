/**
 * What a data frame says itself, in the language of the page.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";

/** What stands in the place of values and marks keys. */
export interface GridWords {
  /** In the place of a row that went away. */
  readonly gone: string;
  /** In the place of one that could not be had. */
  readonly notHere: string;
  /** The type of a key column. */
  keyType(type: string): string;
  /** The name of a key column, spoken. */
  keyName(name: string): string;
}

/**
 * Gives the words.
 *
 * @param trans the language of the page
 */
export function gridWords(trans: TranslationBundle): GridWords {
  return {
    gone: trans.__("(the row is gone)"),
    notHere: trans.__("(not loaded)"),
    keyType: (type) => trans.__("key · %1", type),
    keyName: (name) => trans.__("%1 (key)", name),
  };
}
