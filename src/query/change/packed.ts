/**
 * A value as the bytes of a blob.
 *
 * @module
 */
import { encodeBlob } from "../../blob/encode.ts";

/**
 * Packs a value as DataJoint does.
 *
 * @param where What to call the value in an error.
 */
export function packed(value: unknown, where: string): Uint8Array {
  try {
    return encodeBlob(value);
  } catch (cause) {
    throw new TypeError(`Cannot insert ${where}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
