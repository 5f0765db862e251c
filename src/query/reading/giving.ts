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
    await ticket.retract();
    throw error;
  } finally {
    ticket.end();
  }
}
