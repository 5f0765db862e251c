/**
 * Waiting for work, but not for ever.
 *
 * @module
 */

/**
 * Waits for work, no longer than so many milliseconds.
 *
 * @returns True where the work goes on; how it ends is then nobody's business.
 * @throws What the work throws until then.
 */
export async function within(
  work: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
