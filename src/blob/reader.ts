/**
 * Reads little-endian values from bytes, one after the other, never past the end.
 *
 * @module
 */

import { BlobError } from "../errors.ts";

/** A place in the bytes of a blob, moved by every read. */
export class BlobReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  /** @param bytes The bytes of a value, without the blob's header; no Node `Buffer`, whose slice() does not copy. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength,
    );
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#position;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** The next unsigned byte. */
  u8(): number {
    return this.#view.getUint8(this.#advance(1, "a byte"));
  }

  /** The next unsigned byte, which stays unread; -1 at the end. */
  peek(): number {
    return this.#bytes[this.#position] ?? -1;
  }

  /** The next unsigned 16-bit integer. */
  u16(): number {
    return this.#view.getUint16(this.#advance(2, "a 16-bit integer"), true);
  }

  /** The next unsigned 32-bit integer. */
  u32(): number {
    return this.#view.getUint32(this.#advance(4, "a 32-bit integer"), true);
  }

  /** The next signed 32-bit integer. */
  i32(): number {
    return this.#view.getInt32(this.#advance(4, "a 32-bit integer"), true);
  }

  /** The next signed 64-bit integer. */
  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8, "a 64-bit integer"), true);
  }

  /** The next 64-bit float. */
  f64(): number {
    return this.#view.getFloat64(this.#advance(8, "a 64-bit float"), true);
  }

  /**
   * The next 64-bit length or count.
   *
   * @param what What is counted, for the message.
   * @throws {BlobError} Where it is beyond what any blob can hold.
   */
  size(what: string): number {
    const value = this.#view.getBigUint64(this.#advance(8, what), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw this.error(`${value} as ${what}`, "a number that a blob can hold");
    }
    return Number(value);
  }

  /**
   * The next 64-bit count of things that each take bytes.
   *
   * @param what What is counted, for the message.
   * @param leastBytes The fewest bytes that one of them takes.
   * @throws {BlobError} Where the bytes left cannot hold as many.
   */
  count(what: string, leastBytes: number): number {
    const count = this.size(what);
    this.need(count, leastBytes, what);
    return count;
  }

  /**
   * Checks that the bytes left can hold a number of things, before anything of that size is made.
   *
   * @param count How many.
   * @param leastBytes The fewest bytes that one of them takes.
   * @param what What they are, for the message.
   * @throws {BlobError} Where they cannot.
   */
  need(count: number, leastBytes: number, what: string): void {
    if (count * leastBytes > this.remaining) {
      throw this.error(
        `${count} as ${what} with ${this.remaining} bytes left`,
        `at most ${Math.floor(this.remaining / leastBytes)}`,
      );
    }
  }

  /**
   * The next bytes, as a view: copy what is kept.
   *
   * @param length How many.
   * @param what What they are, for the message.
   */
  take(length: number, what: string): Uint8Array {
    const start = this.#advance(length, what);
    return this.#bytes.subarray(start, start + length);
  }

  /**
   * The next bytes as UTF-8 text.
   *
   * @param length How many bytes.
   * @param what What they are, for the message.
   * @throws {BlobError} Where they are no UTF-8.
   */
  text(length: number, what: string): string {
    const bytes = this.take(length, what);
    try {
      return UTF8.decode(bytes);
    } catch (cause) {
      throw this.error(`bytes that are no UTF-8 in ${what}`, "UTF-8", cause);
    }
  }

  /** The next UTF-8 text that ends with a NUL: a field's name. */
  name(): string {
    const end = this.#bytes.indexOf(0, this.#position);
    if (end < 0) throw this.error("no NUL after a field's name", "one");
    const name = this.text(end - this.#position, "a field's name");
    this.#position = end + 1;
    return name;
  }

  /**
   * Words an error at this place.
   *
   * @param found What was found.
   * @param wanted What was wanted.
   * @param cause The error below it.
   * @returns The error, to be thrown.
   */
  error(found: string, wanted: string, cause?: unknown): BlobError {
    return new BlobError(
      `Cannot decode blob: found ${found} at byte ${this.#position} of the value, wanted ${wanted}; the value was cut or altered`,
      cause === undefined ? undefined : { cause },
    );
  }

  #advance(length: number, what: string): number {
    if (length > this.remaining) {
      throw this.error(
        `${this.remaining} bytes left`,
        `${length} for ${what}`,
      );
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }
}

/** `ignoreBOM` keeps a leading U+FEFF: it is part of the text. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
