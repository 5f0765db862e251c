/**
 * Statements on one connection, two of them at once: while the rows of one are looked at, the server reads for the next
 * one, whose text was written while it read for that.
 *
 * @module
 */

/**
 * Does the work for each item in turn, two at a time. Once one fails, no further one is begun.
 *
 * @param items Taken when there is room for the next; must be a generator, which ends for both when one fails.
 * @param work What is done.
 * @throws What the first that failed has thrown, once nothing is under way any more.
 */
export async function twoAtOnce<T>(
  items: Generator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const goOn = async () => {
    for (const item of items) await work(item);
  };
  const [one, other] = await Promise.allSettled([goOn(), goOn()]);
  if (one.status === "rejected") throw one.reason;
  if (other.status === "rejected") throw other.reason;
}
