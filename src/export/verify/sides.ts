/**
 * What a verification compares.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";

/** The two sides; both sessions are at UTC, where keys are what the slice says. */
export interface Sides {
  readonly source: Session;
  readonly restored: Session;
  /** The database, by whose clock differences are told: reads give a TIMESTAMP so. */
  readonly clock: Session;
}
