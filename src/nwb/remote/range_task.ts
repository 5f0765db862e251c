/**
 * What the thread that waits for a range and the one that fetches it share.
 *
 * @module
 */
import type { RangeRequest } from "./range.ts";

/** What the waiting thread sends: what to fetch, and the memory for the answer. */
export interface RangeTask {
  readonly request: RangeRequest;
  /** {@linkcode SIGNALS} numbers. */
  readonly signal: Int32Array;
  /** The head as JSON, in at most {@linkcode HEAD_BYTES}, then the bytes. */
  readonly answer: Uint8Array;
}

/** What the answer begins with. */
export interface RangeHead {
  readonly error?: string;
  readonly bytes: number;
  readonly total: number;
  readonly version: string;
  readonly isSure: boolean;
  /** Where redirects led to. */
  readonly url: string;
}

/** Place of the signal that the answer is there. */
export const DONE = 0;
/** Place of the length of the answer's head. */
export const LENGTH = 1;
/** Place of a number that grows while the answer is worked on. */
export const BEAT = 2;
/** Place of the milliseconds that a busy server asks to be left alone; 0 when that has been told. */
export const WAIT = 3;
/** How many signals there are. */
export const SIGNALS = 4;
/** Bytes that an answer's head may take. */
export const HEAD_BYTES = 8192;
