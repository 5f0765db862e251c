/**
 * What a slice shows, as plain data: the input of `slice_html.ts`, `slice_text.ts` and the diagrams.
 *
 * @module
 */
import type { Tier } from "../schema/table.ts";
import type { TableView } from "./table_view.ts";

/** One table of a shown slice. */
export interface SliceTableView {
  /** Full name, `` `schema`.`table` ``: what edges refer to. */
  readonly name: string;
  /** The name people use, for example `Electrode` or `ExportSelection.Table`. */
  readonly label: string;
  readonly schema: string;
  readonly tier: Tier;
  /** Rows in the slice. */
  readonly rows: number;
  /** How many of them were read; the others were brought in because something refers to them. */
  readonly logged: number;
  /** Some of the rows, to be opened under the table's name. */
  readonly preview?: TableView;
}

/** One file of a shown slice. */
export interface SliceFileView {
  readonly path: string;
  /** The file's size; `null` where there is no such file. */
  readonly bytes: number | null;
}

/** A foreign key between two tables of a slice, by their full names. */
export interface SliceEdgeView {
  readonly child: string;
  readonly parent: string;
}

/** A slice to show. Names and paths may hold anything: the renderers escape and shorten them. */
export interface SliceView {
  /** Above everything, for example `paper1: logged tables`. */
  readonly title: string;
  readonly tables: readonly SliceTableView[];
  readonly files: readonly SliceFileView[];
  readonly edges: readonly SliceEdgeView[];
  /** Lines at the end. */
  readonly notes: readonly string[];
}

/** `41 tables, 58 rows (10 read, 48 brought in), 3 files (2.1 MB)`. */
export function sliceLine(view: SliceView): string {
  const rows = sum(view.tables.map((table) => table.rows));
  const logged = sum(view.tables.map((table) => table.logged));
  const parts = [
    counted(view.tables.length, "table"),
    `${counted(rows, "row")} (${logged} read, ${rows - logged} brought in)`,
  ];
  if (view.files.length > 0) parts.push(filesText(view.files));
  return parts.join(", ");
}

/** `1 row`, `2 rows`; the plural is given where it is not the noun with an `s`. */
export function counted(
  number: number,
  noun: string,
  plural = `${noun}s`,
): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** A size in the unit that keeps it short: `17 bytes`, `4.2 kB`, `1.5 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  let size = bytes;
  let unit = -1;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size >= 9.95 ? size.toFixed(0) : size.toFixed(1)} ${UNITS[unit]}`;
}

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

function filesText(files: readonly SliceFileView[]): string {
  const missing = files.filter(({ bytes }) => bytes === null).length;
  const size = sizeText(sum(files.map(({ bytes }) => bytes ?? 0)));
  const absent = missing === 0 ? "" : `, ${missing} missing`;
  return `${counted(files.length, "file")} (${size}${absent})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
