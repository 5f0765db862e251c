/**
 * Whether code runs inside of a table's `make`: rows of a computed table come from there (DataJoint 0.14,
 * `datajoint/table.py`, `_allow_insert`).
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Runs `work` as the `make` of a table. */
export function making<T>(table: object, work: () => Promise<T>): Promise<T> {
  return TABLES.run(table, work);
}

/** True for code that a table's `make` has called. */
export function isMaking(table: object): boolean {
  return TABLES.getStore() === table;
}

const TABLES = new AsyncLocalStorage<object>();
