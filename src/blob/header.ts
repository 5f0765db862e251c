/**
 * The outside of a DataJoint blob: which protocol, and whether compressed.
 *
 * @module
 */

import { deflateSync, inflateSync } from "node:zlib";
import { BlobError } from "../errors.ts";

/** `mYm` is what MATLAB can read, too; `dj0` has Python's own types. */
export type BlobProtocol = "mYm" | "dj0";

/** Settings of {@linkcode unwrapBlob}. */
export interface UnwrapOptions {
  /**
   * The most bytes that a compressed blob may grow to.
   *
   * @default {1073741824}
   */
  readonly maxBytes?: number;
}

/**
 * Tells whether bytes begin like a DataJoint blob, so that other bytes can be left as they are.
 *
 * @param bytes Any bytes, for example of a `longblob` column.
 * @returns True where they begin with one of DataJoint's three marks.
 *
 * @example
 * ```ts
 * import { isBlob } from "./header.ts";
 * isBlob(new TextEncoder().encode("dj0\0\xff")); // true
 * ```
 */
export function isBlob(bytes: Uint8Array): boolean {
  return startsWith(bytes, COMPRESSED) || protocolOf(bytes) !== undefined;
}

/**
 * Takes the header off a blob, and decompresses it.
 *
 * @param bytes The blob as stored.
 * @param options The limit of the decompressed size.
 * @returns Its protocol, and the bytes of the value.
 * @throws {BlobError} Where the bytes are no DataJoint blob, are cut, or are longer than they say.
 */
export function unwrapBlob(
  bytes: Uint8Array,
  options: UnwrapOptions = {},
): { protocol: BlobProtocol; body: Uint8Array } {
  const plain = startsWith(bytes, COMPRESSED)
    ? inflate(bytes, options.maxBytes ?? MAX_BYTES)
    : bytes;
  const protocol = protocolOf(plain);
  if (protocol === undefined) {
    throw new BlobError(
      `Cannot decode blob: found ${
        firstBytes(plain)
      } at its start, wanted 'mYm', 'dj0' or 'ZL123' and a NUL; these bytes were not stored as a DataJoint blob`,
    );
  }
  // A plain Uint8Array, whatever came in: of a Node `Buffer`, slice() would not copy.
  const { buffer, byteOffset, byteLength } = plain.subarray(MARK_LENGTH);
  return { protocol, body: new Uint8Array(buffer, byteOffset, byteLength) };
}

/**
 * Puts the header onto a value's bytes, and compresses where DataJoint would: above 1000 bytes, if it gets shorter.
 *
 * @param protocol The protocol that the value needs.
 * @param body The bytes of the value.
 * @param compress False to store them as they are.
 * @returns The blob to be stored.
 */
export function wrapBlob(
  protocol: BlobProtocol,
  body: Uint8Array,
  compress: boolean,
): Uint8Array {
  const plain = concat(MARKS[protocol], body);
  if (!compress || plain.length <= COMPRESS_ABOVE) return plain;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(plain.length), true);
  const compressed = concat(COMPRESSED, length, deflateSync(plain));
  return compressed.length < plain.length ? compressed : plain;
}

const COMPRESSED = ascii("ZL123\0");
const MARKS = { mYm: ascii("mYm\0"), dj0: ascii("dj0\0") } as const;
const MARK_LENGTH = 4;
const COMPRESS_ABOVE = 1000;
const MAX_BYTES = 2 ** 30;
/** zlib cannot compress better than this, so a longer promise is a lie. */
const BEST_RATIO = 1032;

function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const start = COMPRESSED.length + 8;
  if (bytes.length < start) {
    throw new BlobError(
      `Cannot decode blob: found ${bytes.length} bytes, wanted at least ${start} of a compressed one; the value was cut`,
    );
  }
  const promised = new DataView(bytes.buffer, bytes.byteOffset)
    .getBigUint64(COMPRESSED.length, true);
  const packed = bytes.subarray(start);
  if (promised > BigInt(packed.length) * BigInt(BEST_RATIO)) {
    throw new BlobError(
      `Cannot decode blob: found ${packed.length} compressed bytes that say they are ${promised}, which zlib cannot do; the value was cut or altered`,
    );
  }
  if (promised > BigInt(maxBytes)) {
    throw new BlobError(
      `Cannot decode blob: found ${promised} bytes once decompressed, wanted at most ${maxBytes}; raise maxBytes to read it`,
    );
  }
  return inflateExactly(packed, Number(promised));
}

function inflateExactly(packed: Uint8Array, length: number): Uint8Array {
  const plain = tryInflate(packed, length);
  if (plain.length !== length) {
    throw new BlobError(
      `Cannot decode blob: found ${plain.length} bytes once decompressed, wanted the ${length} that it says; the value was altered`,
    );
  }
  return plain;
}

function tryInflate(packed: Uint8Array, length: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: Math.max(length, 1) });
  } catch (cause) {
    const tooLong = cause instanceof RangeError;
    throw new BlobError(
      tooLong
        ? `Cannot decode blob: found more than the ${length} bytes that it says it has once decompressed; the value was altered`
        : `Cannot decode blob: found bytes that zlib cannot decompress (${
          cause instanceof Error ? cause.message : cause
        }); the value was cut or altered`,
      { cause },
    );
  }
}

function protocolOf(bytes: Uint8Array): BlobProtocol | undefined {
  if (startsWith(bytes, MARKS.mYm)) return "mYm";
  return startsWith(bytes, MARKS.dj0) ? "dj0" : undefined;
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function firstBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "no byte";
  const hex = Array.from(
    bytes.subarray(0, MARK_LENGTH),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  return `bytes ${hex.join(" ")}`;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
