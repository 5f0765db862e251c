/**
 * The bytes of an HDF5 file that say how it is built, read in pages: they are small, and lie beside each other.
 *
 * @module
 */
import type { ByteSource } from "./byte_source.ts";

/** The file is built in a way that is not known here, or damaged: the HDF5 library must be asked. */
export class UnfamiliarError extends Error {}

/** Reads numbers and addresses of a file whose addresses and lengths take eight bytes each, as all do by now. */
export class MetadataBytes {
  readonly #source: ByteSource;
  readonly #pages = new Map<number, Uint8Array>();
  /** Where the file begins behind a user block: addresses count from there. */
  readonly #base: number;

  constructor(source: ByteSource, base = 0) {
    this.#source = source;
    this.#base = base;
  }

  /**
   * Some bytes, by their address.
   *
   * @throws {UnfamiliarError} They are not all in the file, or more than what describes a file ever takes.
   */
  at(address: number, length: number): DataView {
    const from = address + this.#base;
    if (length > MOST || !(from + length <= this.#source.size)) {
      throw new UnfamiliarError(`${length} bytes at ${from}`);
    }
    const page = Math.floor(from / PAGE);
    const within = from - page * PAGE;
    if (within + length <= PAGE) {
      const { buffer } = this.#page(page);
      return new DataView(buffer, within, length);
    }
    return this.#across(from, length);
  }

  /** Whether these signs stand at an address. */
  has(address: number, signs: string): boolean {
    const view = this.at(address, signs.length);
    for (let i = 0; i < signs.length; i++) {
      if (view.getUint8(i) !== signs.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Throws unless these signs stand at an address. */
  expect(address: number, signs: string): void {
    if (this.has(address, signs)) return;
    throw new UnfamiliarError(`no ${signs} at ${address}`);
  }

  /** A text that ends with a zero. */
  text(address: number): string {
    const bytes: number[] = [];
    for (let at = address; bytes.length < MOST_TEXT; at++) {
      const byte = this.at(at, 1).getUint8(0);
      if (byte === 0) return textOf(Uint8Array.from(bytes));
      bytes.push(byte);
    }
    throw new UnfamiliarError(`a text without end at ${address}`);
  }

  #across(from: number, length: number): DataView {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const page = Math.floor((from + done) / PAGE);
      const part = this.#page(page).subarray(from + done - page * PAGE)
        .subarray(0, length - done);
      bytes.set(part, done);
      done += part.length;
    }
    return new DataView(bytes.buffer);
  }

  #page(page: number): Uint8Array {
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    const { size } = this.#source;
    const bytes = new Uint8Array(Math.min(PAGE, size - page * PAGE));
    if (this.#source.read(bytes, page * PAGE) < bytes.length) {
      throw new UnfamiliarError(`fewer than ${size} bytes`);
    }
    if (this.#pages.size >= MOST_PAGES) this.#pages.clear();
    this.#pages.set(page, bytes);
    return bytes;
  }
}

/** The address at a place of a view; where it says that there is none, one that no file has. */
export function addressIn(view: DataView, at: number): number {
  return numberIn(view, at, 8);
}

/** A number of so many bytes at a place of a view. */
export function numberIn(view: DataView, at: number, width: number): number {
  let number = 0;
  for (let i = width - 1; i >= 0; i--) {
    number = number * 256 + view.getUint8(at + i);
  }
  return number;
}

/** A name as UTF-8. */
export function textOf(bytes: Uint8Array): string {
  let text: string;
  try {
    text = UTF8.decode(bytes);
  } catch {
    throw new UnfamiliarError("a name that is no UTF-8");
  }
  // The library ends a name at the first of these, or leaves the other out.
  if (/[\0\ufeff]/.test(text)) throw new UnfamiliarError("an odd name");
  return text;
}

/** What stands for an address where there is none. */
export const NOWHERE = 2 ** 64;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** As much as of a remote file is fetched at least. */
const PAGE = 8 * 1024;
/** Four megabytes. */
const MOST_PAGES = 512;
const MOST = 2 ** 20;
const MOST_TEXT = 65_536;
