/**
 * Counts and sums rows from what a plain SELECT of all their columns sent: here, without the server, and equal to what
 * it gives for `digestSums` of `rowDigest` by `sentText`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { RowCells } from "../connection/session.ts";
import type { Column } from "../schema/table.ts";
import { sentForm } from "./exact_value.ts";

/** True where the rows of a table can be summed here, as far as its columns go. */
export function isSummable(columns: readonly Column[]): boolean {
  return columns.every((column) =>
    sentForm(column) !== null &&
    // In a key it is read with more digits than it shows.
    !(REALS_WITH_MORE.test(column.type) && column.inPrimaryKey)
  );
}

const REALS_WITH_MORE = /^(float\b|double\()/i;

/** True where these rows of columns that are {@linkcode isSummable} can be summed: a very large or small FLOAT or DOUBLE is not shown by MySQL as it is sent. */
export function areSummable(
  columns: readonly Column[],
  rows: { forEach(onRow: (row: RowCells) => void): void },
): boolean {
  const reals = realsOf(columns);
  let fit = true;
  if (reals.length === 0) return fit;
  rows.forEach(({ starts, ends }) => {
    fit &&= reals.every(({ at, most }) => ends[at]! - starts[at]! <= most);
  });
  return fit;
}

interface Real {
  readonly at: number;
  readonly most: number;
}

function realsOf(columns: readonly Column[]): readonly Real[] {
  let reals = REALS.get(columns);
  if (reals === undefined) {
    reals = columns.flatMap(({ type }, at) => {
      const most = MOST_SHOWN.get(type.split(" ")[0]!.toLowerCase());
      return most === undefined ? [] : [{ at, most }];
    });
    REALS.set(columns, reals);
  }
  return reals;
}

const REALS = new WeakMap<readonly Column[], readonly Real[]>();

/** So many characters of a number the server puts into a text in the form in which it sends them. */
const MOST_SHOWN: ReadonlyMap<string, number> = new Map([
  ["float", 12],
  ["double", 22],
  ["real", 22],
]);

/** Sums rows one by one, in any order. */
export class SentSums {
  readonly #forms: readonly ("shown" | "digits" | "digest")[];
  /** Each column's last digest: many values are the one before. */
  readonly #digests: readonly LastDigest[];
  readonly #sum = new Int32Array(4);
  #message = new Uint8Array(1024);
  #used = 0;

  /** @param columns Those of the rows; they must be {@linkcode isSummable}. */
  constructor(columns: readonly Column[]) {
    this.#forms = columns.map((column) => sentForm(column)!);
    this.#digests = columns.map(() => new LastDigest());
  }

  /** The sum, as 32 hexadecimal digits. */
  get checksum(): string {
    return Array.from(this.#sum, hex).join("").toUpperCase();
  }

  /** Adds one row. */
  add({ bytes, starts, ends }: RowCells): void {
    this.#used = 0;
    for (let at = 0; at < this.#forms.length; at++) {
      const form = this.#forms[at]!;
      if (at > 0) this.#put(COMMA);
      const start = starts[at]!;
      if (start < 0) this.#put(DASH);
      else if (form === "shown") this.#copy(bytes, start, ends[at]!);
      else if (form === "digits") this.#digits(bytes, start, ends[at]!);
      else {
        const text = this.#digests[at]!.of(bytes, start, ends[at]!);
        this.#copy(text, 0, text.length);
      }
    }
    const digest = createHash("sha256")
      .update(this.#message.subarray(0, this.#used)).digest();
    for (let i = 0; i < 4; i++) this.#sum[i]! ^= digest.readInt32BE(i * 4);
  }

  #put(byte: number): void {
    this.#reserve(1);
    this.#message[this.#used++] = byte;
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    for (let at = start; at < end; at++) {
      this.#message[this.#used++] = bytes[at]!;
    }
  }

  #digits(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 2);
    for (let at = start; at < end; at++) {
      this.#message[this.#used++] = DIGITS[bytes[at]! >> 4]!;
      this.#message[this.#used++] = DIGITS[bytes[at]! & 15]!;
    }
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#message.length) return;
    const grown = new Uint8Array((this.#used + more) * 2);
    grown.set(this.#message);
    this.#message = grown;
  }
}

const COMMA = 0x2c;
const DASH = 0x2d;
const DIGITS = new TextEncoder().encode("0123456789ABCDEF");

/** Length and SHA-256 of a value, as the server writes them. */
class LastDigest {
  #value: Uint8Array | null = null;
  #text = new Uint8Array();

  of(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const value = bytes.subarray(start, end);
    if (this.#value === null || !isSame(this.#value, value)) {
      this.#value = value.slice();
      this.#text = new TextEncoder().encode(
        `${value.length}:${digestOf(value)}`,
      );
    }
    return this.#text;
  }
}

function digestOf(value: Uint8Array): string {
  return createHash("sha256").update(value).digest("hex");
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
