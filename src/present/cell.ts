/**
 * One value of a table as short text, the same for HTML and plain text.
 *
 * @module
 */
import { visibleText } from "./visible_text.ts";

/** What a cell shows. */
export interface Cell {
  readonly text: string;
  /** Numbers are set flush right; NULL and bytes are set apart from the texts that read the same. */
  readonly kind: "text" | "number" | "null" | "blob" | "data";
  /** More of the value, or a word on it, where `text` does not say all; else `null`. */
  readonly title: string | null;
}

/** Stands in a row for bytes that were not fetched, or whose value is of no interest to a person. */
export const BLOB: unique symbol = Symbol("=BLOB=");

/**
 * Shows a value in a few words. It never throws, whatever the value: what cannot be read says so.
 *
 * NULL is `NULL`, and a text that reads the same is put in quotes; bytes are `=BLOB=`; of arrays and objects the
 * first elements are shown.
 *
 * @param value Any value of a row.
 * @param limit The greatest number of characters to show.
 * @returns What the cell shows.
 *
 * @example
 * ```ts
 * import { cell } from "./cell.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(cell(null, 20).text, "NULL");
 * assertEquals(cell("NULL", 20).text, '"NULL"');
 * assertEquals(cell(new Uint8Array(3), 20).text, "=BLOB=");
 * assertEquals(cell("=BLOB=", 20).text, '"=BLOB="');
 * assertEquals(cell(new Float64Array(100), 40).text, "Float64Array(100) [0, 0, 0, 0, …]");
 * ```
 */
export function cell(value: unknown, limit: number): Cell {
  try {
    return shown(value, limit);
  } catch {
    // A getter of a foreign object may throw: one bad value must not hide the table.
    return { text: "(cannot be shown)", kind: "data", title: null };
  }
}

/** How much of a long value a tooltip holds. */
const TITLE_LIMIT = 2000;
const ELEMENTS = 4;
const DEPTH = 2;
const INNER_TEXT = 24;

function shown(value: unknown, limit: number): Cell {
  if (value === null || value === undefined) {
    return { text: "NULL", kind: "null", title: null };
  }
  if (typeof value === "string") return textCell(value, limit);
  if (typeof value === "number" || typeof value === "bigint") {
    return longCell(numberText(value), limit, "number");
  }
  if (value === BLOB) return { text: "=BLOB=", kind: "blob", title: null };
  const size = byteSize(value);
  if (size !== null) {
    return { text: "=BLOB=", kind: "blob", title: `${size} bytes` };
  }
  return longCell(brief(value, DEPTH, []), limit, "data");
}

function textCell(value: string, limit: number): Cell {
  if (LOOKS_LIKE_A_MARK.test(value)) {
    return { text: JSON.stringify(value), kind: "text", title: null };
  }
  return longCell(value, limit, "text");
}

const LOOKS_LIKE_A_MARK = /^(?:null|=BLOB=)$/i;

function longCell(text: string, limit: number, kind: Cell["kind"]): Cell {
  const title = text.length > limit ? visibleText(text, TITLE_LIMIT) : null;
  return { text: visibleText(text, limit), kind, title };
}

function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function byteSize(value: unknown): number | null {
  const bytes = value instanceof Uint8Array || value instanceof ArrayBuffer ||
    value instanceof DataView || value instanceof SharedArrayBuffer;
  // DataJoint's own uint8 arrays carry a shape: they are numbers, not bytes.
  return bytes && shapeOf(value) === null ? value.byteLength : null;
}

/** A value inside another one, or one that is no plain text or number. */
function brief(
  value: unknown,
  depth: number,
  above: readonly unknown[],
): string {
  if (typeof value === "string") {
    return JSON.stringify(visibleText(value, INNER_TEXT));
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return numberText(value);
  }
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "function") return "(function)";
  if (typeof value !== "object") return String(value);
  if (above.includes(value)) return "(circular)";
  return briefObject(value, depth, [...above, value]);
}

function briefObject(
  value: object,
  depth: number,
  above: readonly unknown[],
): string {
  if (byteSize(value) !== null) return "=BLOB=";
  if (value instanceof Date) return dateText(value);
  const one = (element: unknown) => brief(element, depth - 1, above);
  if (ArrayBuffer.isView(value)) {
    return typedArrayText(value as unknown as ArrayLike<number>, one);
  }
  if (depth === 0) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return listText(value, value.length, one);
  if (value instanceof Set) return `Set ${listText(value, value.size, one)}`;
  if (value instanceof Map) return pairsText(value, value.size, one);
  const keys = Object.keys(value);
  return pairsText(fieldsOf(value, keys), keys.length, one);
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "(invalid date)" : date.toISOString();
}

function typedArrayText(
  value: ArrayLike<number>,
  one: (element: unknown) => string,
): string {
  const name = value.constructor.name;
  const shape = shapeOf(value)?.join("×") ?? String(value.length);
  const first = Array.prototype.slice.call(value, 0, ELEMENTS);
  return `${name}(${shape}) ${listText(first, value.length, one)}`;
}

function shapeOf(value: unknown): readonly number[] | null {
  const shape = (value as { shape?: unknown }).shape;
  const isShape = Array.isArray(shape) &&
    shape.every((length) => typeof length === "number");
  return isShape ? shape : null;
}

function listText(
  elements: Iterable<unknown>,
  length: number,
  one: (element: unknown) => string,
): string {
  const parts = take(elements).map(one);
  return `[${[...parts, ...(length > parts.length ? ["…"] : [])].join(", ")}]`;
}

function pairsText(
  pairs: Iterable<readonly [unknown, unknown]>,
  length: number,
  one: (element: unknown) => string,
): string {
  const parts = take(pairs).map(([key, value]) =>
    `${visibleText(String(key), INNER_TEXT)}: ${one(value)}`
  );
  return `{${[...parts, ...(length > parts.length ? ["…"] : [])].join(", ")}}`;
}

function* fieldsOf(
  value: object,
  keys: readonly string[],
): Iterable<readonly [string, unknown]> {
  for (const key of keys) yield [key, (value as Record<string, unknown>)[key]];
}

/** The first elements only: a value may have millions. */
function take<T>(elements: Iterable<T>): T[] {
  const first: T[] = [];
  for (const element of elements) {
    if (first.length === ELEMENTS) break;
    first.push(element);
  }
  return first;
}
