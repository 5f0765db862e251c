/**
 * One blob that is being written.
 *
 * @module
 */
import type { BlobWriter } from "./writer.ts";

/** What the parts of the encoder hand to each other. */
export interface EncodeContext {
  readonly writer: BlobWriter;
  /** Set once something is written that the original protocol, `mYm`, does not have. */
  native: boolean;
  /** Writes a value that lies in another one, with its length before it; `at` says where, for messages. */
  item(at: string | number, value: unknown): void;
}
