/**
 * Columns out of rows that are looked at where they lie: one list a column grows, and no row is made.
 *
 * @module
 */
import { realNumber, wholeNumber } from "./cell_numbers.ts";
import { CellTexts } from "./cell_texts.ts";
import { textOf } from "./utf8_text.ts";
import type { ColumnSet, DriverValue, RowCells } from "../session.ts";
import type { WireColumn } from "./wire_columns.ts";

/**
 * Reads rows into columns, with the values that the driver would give. Some hundred rows are noted where they lie and
 * then read column by column: each loop then does one thing only, which is twice as fast.
 */
export class ColumnReader {
  readonly #columns: DriverValue[][];
  readonly #forms: readonly Form[];
  /** Made when there are more rows than a few. */
  #texts: readonly CellTexts[] | null = null;
  /** Where the noted rows lie; a packet's bytes stay as they are while somebody holds them. */
  #bytes: Uint8Array = NOTHING;
  #starts: Int32Array;
  #ends: Int32Array;
  /** How many rows can be noted, and are. */
  #room = FIRST_ROOM;
  #noted = 0;

  /** @param forms How each column's values are read. */
  constructor(forms: readonly Form[]) {
    this.#forms = forms;
    this.#columns = forms.map(() => []);
    this.#starts = new Int32Array(forms.length * FIRST_ROOM);
    this.#ends = new Int32Array(forms.length * FIRST_ROOM);
  }

  /** Adds one row. */
  take({ bytes, starts, ends }: RowCells): void {
    if (bytes !== this.#bytes) {
      this.#read();
      this.#bytes = bytes;
    } else if (this.#noted === this.#room) this.#makeRoom();
    const at = this.#noted++ * this.#forms.length;
    this.#starts.set(starts, at);
    this.#ends.set(ends, at);
  }

  /**
   * All columns, when the last row was added.
   *
   * @param rows What the driver made of the rows, where some columns are left to it.
   */
  finish(rows: readonly DriverValue[][]): Columns {
    this.#read();
    const columns = this.#columns.map((column, at) =>
      this.#forms[at] === DRIVERS ? rows.map((row) => row[at]!) : column
    );
    return { columns, length: columns[0]?.length ?? 0 };
  }

  /** True where some columns are left to the driver. */
  get needsRows(): boolean {
    return this.#forms.includes(DRIVERS);
  }

  /** Most results are small: their room is, too. */
  #makeRoom(): void {
    if (this.#room === MOST_ROOM) return this.#read();
    this.#texts ??= this.#forms.map(() => new CellTexts());
    this.#room *= 8;
    this.#starts = grown(this.#starts);
    this.#ends = grown(this.#ends);
  }

  #read(): void {
    if (this.#noted === 0) return;
    for (let i = 0; i < this.#forms.length; i++) {
      READ[this.#forms[i]!](this.#columnAt(i));
    }
    this.#noted = 0;
  }

  #columnAt(i: number): NotedColumn {
    return {
      bytes: this.#bytes,
      starts: this.#starts,
      ends: this.#ends,
      from: i,
      step: this.#forms.length,
      to: this.#noted * this.#forms.length,
      into: this.#columns[i]!,
      texts: this.#texts?.[i] ?? null,
    };
  }
}

const NOTHING = new Uint8Array();
const FIRST_ROOM = 4;
const MOST_ROOM = 256;

function grown(places: Int32Array): Int32Array {
  const larger = new Int32Array(places.length * 8);
  larger.set(places);
  return larger;
}

/** One column's noted values. */
interface NotedColumn {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Place of the first row's value, how far it is to the next row's, and where they end. */
  readonly from: number;
  readonly step: number;
  readonly to: number;
  readonly into: DriverValue[];
  readonly texts: CellTexts | null;
}

function readWhole({ bytes, starts, ends, from, step, to, into }: NotedColumn) {
  for (let at = from; at < to; at += step) {
    const start = starts[at]!;
    into.push(start < 0 ? null : wholeNumber(bytes, start, ends[at]!));
  }
}

function readReal({ bytes, starts, ends, from, step, to, into }: NotedColumn) {
  for (let at = from; at < to; at += step) {
    const start = starts[at]!;
    into.push(start < 0 ? null : realNumber(bytes, start, ends[at]!));
  }
}

function readTexts(
  { bytes, starts, ends, from, step, to, into, texts }: NotedColumn,
) {
  for (let at = from; at < to; at += step) {
    const start = starts[at]!;
    const end = ends[at]!;
    if (start < 0) into.push(null);
    else if (texts === null) into.push(textOf(bytes, start, end));
    else into.push(texts.read(bytes, start, end));
  }
}

function readBytes({ bytes, starts, ends, from, step, to, into }: NotedColumn) {
  for (let at = from; at < to; at += step) {
    const start = starts[at]!;
    into.push(start < 0 ? null : bytes.subarray(start, ends[at]!));
  }
}

/** Values by column. */
export type Columns = Pick<ColumnSet, "columns" | "length">;

/** How a column's values are read. */
export type Form =
  | typeof WHOLE
  | typeof REAL
  | typeof TEXT
  | typeof BYTES
  | typeof DRIVERS;

/** The reader of these columns. */
export function columnReader(
  columns: readonly WireColumn[],
): ColumnReader {
  return new ColumnReader(columns.map(formOf));
}

/** Columns out of rows that the driver made. */
export function transposed(
  rows: readonly DriverValue[][],
  width: number,
): Columns {
  const columns = Array.from(
    { length: width },
    (_, at) => rows.map((row) => row[at]!),
  );
  return { columns, length: rows.length };
}

const WHOLE = 0;
const REAL = 1;
const TEXT = 2;
const BYTES = 3;
const DRIVERS = 4;
const READ = [readWhole, readReal, readTexts, readBytes, () => {}] as const;

/** As the driver does it (mysql2's `lib/parsers/text_parser.js`), with the options of our pool. */
function formOf({ type, characterSet, encoding }: WireColumn): Form {
  const form = FORMS.get(type);
  if (form !== undefined) return form;
  if (characterSet === BINARY) return BYTES;
  return UTF8.has(encoding) ? TEXT : DRIVERS;
}

/** The protocol's types (https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html). */
const FORMS: ReadonlyMap<number, Form> = new Map<number, Form>([
  [0, TEXT], // DECIMAL
  [1, WHOLE], // TINY
  [2, WHOLE], // SHORT
  [3, WHOLE], // LONG
  [4, REAL], // FLOAT
  [5, REAL], // DOUBLE
  [7, TEXT], // TIMESTAMP
  [8, WHOLE], // LONGLONG
  [9, WHOLE], // INT24
  [10, TEXT], // DATE
  [11, TEXT], // TIME
  [12, TEXT], // DATETIME
  [13, WHOLE], // YEAR
  [6, DRIVERS], // NULL
  [242, DRIVERS], // VECTOR
  [255, DRIVERS], // GEOMETRY
  [245, TEXT], // JSON, whose character set is said to be binary
  [246, TEXT], // NEWDECIMAL
]);

const BINARY = 63;
/** What texts of ASCII are, too. */
const UTF8: ReadonlySet<string> = new Set(["utf8", "ascii"]);
