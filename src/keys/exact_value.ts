/**
 * Values as short text of plain ASCII that is equal only where the values are equal, byte for byte, and that does not
 * depend on the session; and what is made of whole rows of them.
 *
 * @module
 */
import type { Column } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";

/**
 * The expression that gives a column's value as exact text: numbers and moments as they are, a FLOAT as the double
 * that equals it, a TIMESTAMP as seconds since 1970, bytes and texts in hexadecimal digits, long ones as their length
 * and SHA-256. NULL stays NULL.
 *
 * @param column The column.
 *
 * @example
 * ```ts
 * import { exactText } from "./exact_value.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(exactText({ name: "x", type: "varchar(32)" }), "HEX(`x`)");
 * ```
 */
export function exactText(column: Pick<Column, "name" | "type">): string {
  const name = quoteName(column.name);
  const type = column.type.toLowerCase();
  if (NUMBERS_AND_MOMENTS.test(type)) return name;
  if (/^timestamp\b/.test(type)) return `UNIX_TIMESTAMP(${name})`;
  if (REALS.test(type)) return realText(`(${name}+0e0)`);
  if (/^bit\b/.test(type)) return `HEX(${name}+0)`;
  if (/^(enum|set)\b/.test(type)) return `CONCAT(${name}+0,':',HEX(${name}))`;
  if (/^json\b/.test(type)) return digest(`CAST(${name} AS CHAR)`);
  const length = LENGTH.exec(type)?.[1];
  return length !== undefined && Number(length) <= SHORT
    ? `HEX(${name})`
    : digest(name);
}

/**
 * The expression that gives a column's value as exactly that text of which a plain SELECT's answer can be made, too:
 * a FLOAT with the digits that are shown, texts as the connection gets them. All else is as in {@linkcode exactText}.
 *
 * @example
 * ```ts
 * import { sentText } from "./exact_value.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sentText({ name: "x", type: "float", characterSet: null }), "`x`");
 * ```
 */
export function sentText(
  column: Pick<Column, "name" | "type" | "characterSet">,
): string {
  const form = sentForm(column);
  if (form === null) return exactText(column);
  const name = quoteName(column.name);
  if (form === "shown") return name;
  const { characterSet } = column;
  const value = characterSet === null || SENT_AS_THEY_ARE.has(characterSet)
    ? name
    : `CONVERT(${name} USING utf8mb4)`;
  return form === "digits" ? `HEX(${value})` : digest(value);
}

/**
 * How {@linkcode sentText} can be made of what a plain SELECT sends: `shown`, it is the same; `digits`, in hexadecimal
 * digits; `digest`, as length and SHA-256. `null` where it cannot.
 */
export function sentForm(
  { type }: Pick<Column, "type">,
): "shown" | "digits" | "digest" | null {
  const name = type.toLowerCase();
  if (NUMBERS_AND_MOMENTS.test(name) || REALS.test(name)) return "shown";
  if (/^(enum|set)\b/.test(name)) return "digits";
  if (/^(tiny|medium|long)?(text|blob)\b/.test(name)) return "digest";
  const length = LENGTH.exec(name)?.[1];
  if (length === undefined) return null;
  return Number(length) <= SHORT ? "digits" : "digest";
}

/**
 * The expression that gives the SHA-256 of a whole row.
 *
 * @param textOf The text of each value.
 */
export function rowDigest(
  columns: readonly Column[],
  textOf: (column: Column) => string = exactText,
): string {
  // The server takes NULL for CONCAT as a whole; no exact text is a mere dash.
  const texts = columns.map((column) => `IFNULL(${textOf(column)},'-')`);
  return `SHA2(CONCAT_WS(',',${texts.join(",")}),256)`;
}

/**
 * Expressions over rows of which `digest` is one column: how many there are, and a sum of their digests that no order
 * changes, as 32 hexadecimal digits.
 *
 * @param counts A column that is 0 for rows that do not count, and 1 for the others; left out: all count.
 */
export function digestSums(digest: string, counts?: string): string {
  const half = (from: number) => {
    const part = `CONV(SUBSTRING(${digest}, ${from}, 16), 16, 10)`;
    // Still a text: of numbers with and without a sign the server would make one that has too few bits.
    const own = counts === undefined ? part : `IF(${counts}, ${part}, '0')`;
    return `LPAD(HEX(BIT_XOR(CAST(${own} AS UNSIGNED))), 16, '0')`;
  };
  const count = counts === undefined ? "*" : `NULLIF(${counts}, 0)`;
  return `COUNT(${count}), CONCAT(${half(1)}, ${half(17)})`;
}

/**
 * Of very small and very large numbers servers write zeros or an exponent, at any length or with a digit less: of these
 * it is a power of two, and the number by it, which has all of its digits.
 */
function realText(value: string): string {
  const power = `ROUND(LOG2(ABS(${value})))`;
  // By halves: neither is too large for a DOUBLE.
  const half = `FLOOR(${power} / 2)`;
  return `IF(${value} = 0 OR ABS(${value}) BETWEEN 1e-3 AND 1e15, CONCAT(${value}), CONCAT(${power}, ':', ${value} * POW(2, -${half}) * POW(2, ${half} - ${power})))`;
}

const SHORT = 64;
const LENGTH = /^(?:var)?(?:char|binary)\((\d+)\)/;
const REALS = /^(float|double|real)\b/;
/** Their bytes are the same in the connection's own. */
const SENT_AS_THEY_ARE: ReadonlySet<string> = new Set([
  "utf8mb4",
  "utf8mb3",
  "utf8",
  "ascii",
]);

const NUMBERS_AND_MOMENTS =
  /^((tiny|small|medium|big)?int|integer|decimal|numeric|year|date|time|datetime)\b/;

function digest(value: string): string {
  return `CONCAT(OCTET_LENGTH(${value}),':',SHA2(${value},256))`;
}
