/**
 * The end of a read: it gives all, or nothing.
 *
 * @module
 */
import type { ReadTicket } from "./observer.ts";

/**
 * Does all of a read's work and ends it. Where it fails nobody was given anything: what it wrote into the log is taken
 * back.
 *
 * @throws What `work` throws.
 */
export async function giving<T>(
  ticket: ReadTicket,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await takenBack(ticket, error);
  } finally {
    ticket.end();
  }
}

/**
 * Takes back what a read wrote into the log that gives nothing.
 *
 * @returns Its error, which says so where something stays.
 */
export async function takenBack(
  ticket: ReadTicket,
  error: unknown,
): Promise<unknown> {
  const stays = await ticket.retract();
  if (stays !== null && error instanceof Error) {
    const { message, stack = "" } = error;
    error.message = `${message}\n${stays}`;
    // It has the message, too, and is what the kernel shows.
    error.stack = stack.replace(message, () => error.message);
  }
  return error;
}
