/**
 * Waiting for work, but not for ever.
 *
 * @module
 */

/**
 * Waits for work that does not reject, no longer than so many milliseconds.
 *
 * @returns True where the work goes on.
 */
export async function within(
  work: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), milliseconds);
  });
  const isLate = await Promise.race([work.then(() => false), late]);
  clearTimeout(timer);
  return isLate;
}
