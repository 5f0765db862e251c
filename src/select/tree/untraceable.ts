/**
 * What cannot be traced: a SELECT that has it is refused while an export is active, with this as the reason.
 *
 * @module
 */

/** A part of a SELECT of which nobody could say which rows it rests on. */
export class Untraceable extends Error {
  override readonly name = "Untraceable";
}

/** Says what cannot be traced, and what to write instead. */
export function untraceable(found: string, instead: string): Untraceable {
  return new Untraceable(`${found}; ${instead}`);
}
