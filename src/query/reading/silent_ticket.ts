/**
 * The ticket of a read of which nothing is logged.
 *
 * @module
 */
import type { ReadTicket } from "./observer.ts";

/**
 * Takes what a read says, and does nothing with it.
 *
 * @param note See {@linkcode ReadTicket.note}.
 */
export function silentTicket(note: string): ReadTicket {
  return {
    logs: false,
    note,
    accepts: () => true,
    record: () => Promise.resolve(),
    through: () => Promise.resolve(),
    gave: () => null,
    repeats: () => {},
    readsIn: () => {},
    open: () => Promise.resolve({ close: () => Promise.resolve() }),
    onPause: () => {},
    lookedAt: () => Promise.resolve(),
    hasRead: () => Promise.resolve(),
    recorded: [],
    retract: () => Promise.resolve(null),
    end: () => {},
  };
}
