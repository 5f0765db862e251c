/**
 * What a state says of a database.
 *
 * @module
 */
import type { State } from "./messages.d.ts";
import { NO_READS } from "./reads/reads_state.ts";
import { NO_SLICE } from "./slice/slice_model.ts";

/** What a state says of a database; the rest is the bridge's. */
export type DatabaseState = Omit<
  State,
  "kind" | "protocol" | "seq" | "kernel" | "unlogged"
>;

/** Where none is connected. */
export const NO_DATABASE: DatabaseState = {
  database: null,
  active: null,
  interrupted: null,
  papers: [],
  shown: null,
  reads: NO_READS,
  slice: NO_SLICE,
  job: null,
  outcome: null,
};
