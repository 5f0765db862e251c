/**
 * Why a bundle has to be made again, in words.
 *
 * @module
 */

/** What is said of a bundle that does not fit the rows: a run was ended by force, or another program made the rows. */
export const NOT_OF_ONE_RUN =
  "its bundle and its rows in the database are not of one run";

/** Why a bundle that is not current is not. */
export function staleText(fits: boolean): string {
  return fits ? "the log has changed since" : NOT_OF_ONE_RUN;
}
