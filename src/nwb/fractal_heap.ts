/**
 * A heap of an HDF5 file: small objects in blocks that become larger, found through a table of those.
 *
 * @module
 */
import {
  addressIn,
  type MetadataBytes,
  numberIn,
  UnfamiliarError,
} from "./metadata_bytes.ts";

/** A heap as groups keep links in it: not compressed, objects of up to four kilobytes. */
export class FractalHeap {
  readonly #bytes: MetadataBytes;
  readonly #width: number;
  /** Bytes of the first blocks. */
  readonly #first: number;
  /** Larger blocks are tables of smaller ones. */
  readonly #largest: number;
  /** Bytes that a place in the heap is written with. */
  readonly #offset: number;
  readonly #root: number;
  readonly #rows: number;

  /** @throws {UnfamiliarError} There is no such heap at that address. */
  constructor(bytes: MetadataBytes, address: number) {
    bytes.expect(address, "FRHP\x00");
    const head = bytes.at(address, 142);
    this.#bytes = bytes;
    this.#width = head.getUint16(110, true);
    this.#first = numberIn(head, 112, 8);
    this.#largest = numberIn(head, 120, 8);
    this.#offset = Math.ceil(head.getUint16(128, true) / 8);
    this.#root = addressIn(head, 132);
    this.#rows = head.getUint16(140, true);
    const isKnown = head.getUint16(7, true) === 0 &&
      head.getUint16(5, true) === 1 + this.#offset + LENGTH &&
      this.#width > 0 && this.#first > 0 && this.#first <= this.#largest;
    if (!isKnown) throw new UnfamiliarError("a heap of another kind");
  }

  /**
   * An object of the heap.
   *
   * @param id Holds the object's name in the heap, at `from`.
   */
  at(id: DataView, from: number): DataView {
    // Objects that are too large, or so small that they stand in the name itself, are no links.
    if (id.getUint8(from) !== 0) throw new UnfamiliarError("an odd object");
    const offset = numberIn(id, from + 1, this.#offset);
    const length = numberIn(id, from + 1 + this.#offset, LENGTH);
    const block = this.#blockOf(offset);
    this.#bytes.expect(block.address, "FHDB\x00");
    return this.#bytes.at(block.address + offset - block.offset, length);
  }

  /** The block that holds a place, and its own place. */
  #blockOf(offset: number): { address: number; offset: number } {
    if (this.#rows === 0) return { address: this.#root, offset: 0 };
    let address = this.#root;
    let from = 0;
    for (let depth = 0; depth < MOST_DEPTH; depth++) {
      this.#bytes.expect(address, "FHIB\x00");
      const { index, size, before } = this.#entryOf(offset - from);
      const entry = address + 13 + this.#offset + 8 * index;
      address = addressIn(this.#bytes.at(entry, 8), 0);
      from += before;
      if (size <= this.#largest) return { address, offset: from };
    }
    throw new UnfamiliarError("a heap without end");
  }

  /** Which entry of a table a place is in. The blocks of the first two rows have one size, then each row's are twice as large. */
  #entryOf(offset: number): { index: number; size: number; before: number } {
    const row = this.#width * this.#first;
    const at = offset < row ? 0 : Math.floor(Math.log2(offset / row)) + 1;
    const size = this.#first * 2 ** Math.max(0, at - 1);
    const begin = at === 0 ? 0 : row * 2 ** (at - 1);
    const column = Math.floor((offset - begin) / size);
    return {
      index: at * this.#width + column,
      size,
      before: begin + column * size,
    };
  }
}

/** Bytes that an object's length is written with. */
const LENGTH = 2;
const MOST_DEPTH = 8;
