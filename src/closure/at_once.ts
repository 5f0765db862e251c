/**
 * Statements on one connection, several of them at once: while the rows of one are looked at, the server reads for the
 * next one, whose text was written while it read for that; and over a network they share the time of a round trip.
 *
 * @module
 */

/**
 * Does the work for each item in turn, several at a time. Once one fails, no further one is begun, and what is under way
 * is not waited for: the rows of whole tables may be on the wire. Who is told of it closes the connection.
 *
 * @param items Taken when there is room for the next; must be a generator, which ends for all when one fails.
 * @param work What is done.
 * @throws What the first that failed has thrown.
 */
export async function severalAtOnce<T>(
  items: Generator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const goOn = async () => {
    for (const item of items) await work(item);
  };
  await Promise.all(Array.from({ length: SEVERAL }, goOn));
}

const SEVERAL = 8;
