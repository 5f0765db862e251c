/**
 * What is written, and how.
 *
 * @module
 */
import type { Row } from "../reading/result.ts";

/**
 * A row to write: attributes by name, or all values in the order of the table's attributes. See
 * {@linkcode Query.insert}.
 */
export type InsertRow = Row | readonly unknown[];

/** Rows to write: a list, a frame, or a stream. See {@linkcode Query.insert}. */
export type InsertRows = Iterable<InsertRow> | AsyncIterable<InsertRow>;

/** How rows are written; names and meaning as in DataJoint. See {@linkcode Query.insert}. */
export interface InsertOptions {
  /** Leave rows alone whose key is there already. @default {false} */
  readonly skipDuplicates?: boolean;
  /** Overwrite rows whose key is there already. @default {false} */
  readonly replace?: boolean;
  /** Ignore attributes that the table lacks. @default {false} */
  readonly ignoreExtraFields?: boolean;
}
