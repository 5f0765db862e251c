/**
 * What a read gives, before it has a shape.
 *
 * @module
 */
import type { Attribute } from "../expression/heading.ts";
import type { RecordedEntry } from "./observer.ts";

/** Decoded values, column by column, and what is known of their read. */
export interface ReadResult {
  readonly columns: readonly Attribute[];
  /** A list of decoded values for each column. */
  readonly values: readonly unknown[][];
  /** How many rows there are. */
  readonly length: number;
  /** What to show under them. */
  readonly note: string;
  /** Their entries in the log. */
  readonly recorded: readonly RecordedEntry[];
}
