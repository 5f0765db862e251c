/**
 * Writes little-endian values, one after the other, into bytes that grow.
 *
 * @module
 */

/** The bytes of a value that is being encoded. */
export class BlobWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Writes an unsigned byte, or the code of a type by its letter. */
  u8(value: number | string): void {
    const byte = typeof value === "string" ? value.charCodeAt(0) : value;
    const at = this.#grow(1);
    this.#view.setUint8(at, byte);
  }

  /** Writes an unsigned 16-bit integer. */
  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, true);
  }

  /** Writes an unsigned 32-bit integer. */
  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }

  /** Writes a signed 32-bit integer. */
  i32(value: number): void {
    const at = this.#grow(4);
    this.#view.setInt32(at, value, true);
  }

  /** Writes a signed 64-bit integer. */
  i64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigInt64(at, value, true);
  }

  /** Writes a 64-bit length or count. */
  size(value: number): void {
    this.i64(BigInt(value));
  }

  /** Writes a 64-bit float. */
  f64(value: number): void {
    const at = this.#grow(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Writes bytes as they are. */
  bytes(value: Uint8Array): void {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes what a function writes, with its length in 64 bits before it. */
  sized(write: () => void): void {
    const at = this.#grow(8);
    write();
    this.#view.setBigUint64(at, BigInt(this.#length - at - 8), true);
  }

  /** What was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Makes room, and says where it begins; the bytes may have moved. */
  #grow(length: number): number {
    const start = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(
        Math.max(this.#length, this.#bytes.length * 2),
      );
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }
}
