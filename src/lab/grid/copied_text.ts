/**
 * Rows as text for spreadsheets and clipboards.
 *
 * @module
 */
import { columnOf } from "../../query/column_of.ts";
import type { Heading } from "../../query/expression/heading.ts";
import { isBlob } from "../../query/reading/result.ts";

/** How rows are written. */
export type TextFormat = "tsv" | "csv";

/**
 * Writes rows under the names of their columns, quoted as spreadsheets and RFC 4180 have it.
 *
 * @throws {RangeError} It would be too long for a message.
 */
export function copiedText(
  names: readonly string[],
  rows: readonly (readonly unknown[])[],
  format: TextFormat,
): string {
  const text = [names, ...rows.map((row) => row.map(valueText))]
    .map((row) =>
      row.map((field) => quoted(field, format)).join(SEPARATOR[format])
    )
    .join("\n");
  checkLength(text);
  return `${text}\n`;
}

/** The columns that were named; of all, those whose values a text can hold. */
export function copiedNames(
  heading: Heading,
  names: readonly string[],
): readonly string[] {
  if (names.length === 0) {
    return heading.columns.filter((column) =>
      !isBlob(column) && column.kind !== "attach"
    ).map(({ name }) => name);
  }
  for (const name of names) {
    columnOf(heading, name, `Cannot copy from ${heading.label}`);
  }
  return names;
}

/** @throws {RangeError} There are too many rows for a message. */
export function checkRowCount(count: number, label: string): void {
  if (count <= MOST_ROWS) return;
  throw new RangeError(
    `Cannot copy ${count} rows of ${label}: wanted ${MOST_ROWS} at most; filter them, or read them in a cell`,
  );
}

/** @throws {RangeError} The text is too long for a message. */
export function checkLength({ length }: string): void {
  if (length <= LONGEST) return;
  throw new RangeError(
    `Cannot copy rows: their text has ${length} characters, wanted ${LONGEST} at most; take fewer rows or columns, or read them in a cell`,
  );
}

const MOST_ROWS = 100_000;
const LONGEST = 50_000_000;

/** NULL is an empty field. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  return JSON.stringify(
    plainData(value),
    (_, part) => typeof part === "bigint" ? String(part) : part,
  );
}

function plainData(value: object): unknown {
  return ArrayBuffer.isView(value)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : value;
}

const SEPARATOR = { tsv: "\t", csv: "," } as const;

function quoted(field: string, format: TextFormat): string {
  return field.includes(SEPARATOR[format]) || /["\r\n]/.test(field)
    ? `"${field.replaceAll('"', '""')}"`
    : field;
}
