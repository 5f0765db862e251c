/**
 * Trying again what may well succeed in a moment: after a deadlock, a lost connection, or while a server restarts.
 *
 * @module
 */
import { ConnectionError, QueryError } from "../errors.ts";
import { isLostConnection, isRetryable } from "./server_error.ts";

/** How long one is patient. */
export interface Patience {
  /** No try begins later than this many milliseconds after the first one. @default {20_000} */
  readonly ms?: number;
  /** True for further errors after which the work may be done again. */
  readonly also?: (error: unknown) => boolean;
  /** True where the work must not be done again, whatever it failed with. */
  readonly unless?: () => boolean;
}

/**
 * Does `work`, again and again while the server is away or asks to try again. Only for work that may be done twice:
 * whether a lost connection did it is not known.
 *
 * @throws What the last try failed with.
 *
 * @example
 * ```ts
 * import { patiently } from "./patience.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await patiently(() => Promise.resolve(1)), 1);
 * ```
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { ms = PATIENCE, also = () => false, unless = () => false }: Patience = {},
): Promise<T> {
  const end = performance.now() + ms;
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      const isAway = isServerAway(error);
      if (unless() || !isPassing(error) && !also(error)) throw error;
      // Many who wait for the same must not all come back at once.
      const wait = (0.5 + Math.random()) *
        Math.min(tries * 4, isAway ? 300 : 60);
      if (performance.now() + wait >= end) throw error;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/** Milliseconds that one is patient where nothing else is said. */
export const PATIENCE = 20_000;

/** True where the same may well succeed in a moment. */
export function isPassing(error: unknown): boolean {
  return isServerAway(error) || isRetryable(error);
}

/** True when the server went away, is starting, or has no connection left just now. */
export function isServerAway(error: unknown): boolean {
  if (error instanceof QueryError) return STARTING.has(error.errno);
  return error instanceof ConnectionError &&
    (isLostConnection(error) || ABSENT.has(error.code));
}

/** Nothing answers, or no more than so many at once: all of it passes. */
const ABSENT = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "EAGAIN",
  "ER_CON_COUNT_ERROR",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "ER_USER_LIMIT_REACHED",
]);

/** MySQL 8 while it starts or clones; Galera while a node has no quorum (WSREP has not yet prepared node). */
const STARTING = new Set([1047, 3032, 3707]);
