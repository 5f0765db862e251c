/**
 * Texts as UTF-8 in a packet.
 *
 * @module
 */

const ENCODER = new TextEncoder();

/**
 * Writes a text that takes one byte a character, as almost all do that are sent: then its length was known before, and
 * no room is left.
 *
 * @param buffer Where it goes, with room for one byte a character behind `at`.
 * @returns False where the text is another one; what stands behind `at` is not to be used then.
 *
 * @example
 * ```ts
 * import { putPlainText } from "./encode_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new Uint8Array(3);
 * assertEquals(putPlainText(bytes, "ab", 1), true);
 * assertEquals([...bytes], [0, 97, 98]);
 * assertEquals(putPlainText(bytes, "é", 1), false);
 * ```
 */
export function putPlainText(
  buffer: Uint8Array,
  text: string,
  at: number,
): boolean {
  const room = buffer.subarray(at, at + text.length);
  const { read, written } = ENCODER.encodeInto(text, room);
  // Where both agree each of them is as long as the text.
  return read === text.length && written === text.length;
}
