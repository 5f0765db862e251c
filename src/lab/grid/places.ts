/**
 * Rows that are chosen by their places must be those that were seen there.
 *
 * @module
 */

/** Which rows are meant by their places: so many from one on, of a result that was in this state. */
export interface Places {
  readonly index?: string;
  readonly offset: number;
  readonly limit: number;
}

/**
 * Refuses places of rows where there are more or fewer rows than were shown: they would be other rows.
 *
 * @param asked What is taken away.
 * @param total How many rows there are now.
 */
export function checkPlaces(
  { index, offset, limit }: Places,
  total: number,
): void {
  const isAll = offset === 0 && limit >= total;
  if (index === undefined || isAll || index === indexOf(total)) return;
  throw rowsHaveChanged("the result");
}

/** Rows of a result have no keys: how many there are is all that tells of a change. */
export function indexOf(total: number): string {
  return `${total} rows`;
}

/** Rows are not those that were seen: they must not be taken for them. */
export function rowsHaveChanged(label: string): RangeError {
  return new RangeError(
    `Cannot copy rows of ${label}: the rows have changed since they were shown, wanted those that were seen; look again, and choose them anew`,
  );
}
