/**
 * One blob that is being read.
 *
 * @module
 */
import type { BlobReader } from "./reader.ts";

/** What the parts of the decoder hand to each other. */
export interface DecodeContext {
  readonly reader: BlobReader;
  readonly exact: boolean;
  /**
   * Reads a value.
   *
   * @param depth How many values it lies in.
   * @param length How many bytes it takes, where the blob says so.
   */
  value(depth: number, length?: number): unknown;
}
