/**
 * Waiting for something to be so, rather than for a time.
 *
 * @module
 */

/**
 * Asks again and again until the answer is something.
 *
 * @param what What is waited for, for the message.
 * @param ask Gives `null`, `undefined` or `false` while it is not so.
 * @param patience Milliseconds.
 * @returns The first other answer.
 * @throws {Error} It did not come to be in time.
 */
export async function until<T>(
  what: string,
  ask: () =>
    | Promise<T | null | undefined | false>
    | T
    | null
    | undefined
    | false,
  patience = 60_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${patience} ms in vain: ${what}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}
