/**
 * JavaScript values as values of a column.
 *
 * @module
 */
import { valueKind } from "../condition/value_kind.ts";
import { irregularDigits, isOnlyNumber } from "../../keys/irregular_dates.ts";
import type { SqlValue } from "../../sql/fragment.ts";
import type { Column } from "../../schema/table.ts";
import { type Fragment, fragment } from "../../sql/fragment.ts";

/**
 * Makes a value of a template or an object into one that SQL has a literal for.
 *
 * @param value What the user gave.
 * @param where What to call the place in an error: `${} number 2`, `attribute "x"`.
 * @param column The column it is compared with or stored in, where that is known.
 * @throws {TypeError} `undefined`, `NaN`, a `Date` (which time zone?), an object: nothing that has one meaning.
 */
export function sqlValue(
  value: unknown,
  where: string,
  column?: Column,
): SqlValue {
  if (value === null) return null;
  if (column?.kind === "uuid" && PLAIN.has(typeof value)) {
    throw refused(where, `the ${typeof value} ${value}`, A_UUID);
  }
  switch (typeof value) {
    case "string":
      return column?.kind === "uuid" ? uuidBytes(value, where) : value;
    case "boolean":
    case "bigint":
      return value;
    case "number":
      checkNumber(value, where, column);
      return value;
    case "undefined":
      throw refused(where, "undefined", "a value; use null for NULL");
    case "object":
      break;
    default:
      throw refused(where, `a ${typeof value}`, "a value");
  }
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) {
    throw refused(
      where,
      "a Date, which says nothing of a time zone",
      'a text as the database stores it, for example "2023-06-22 15:00:00"',
    );
  }
  throw refused(where, valueKind(value), "a plain value");
}

const PLAIN: ReadonlySet<string> = new Set(["number", "bigint", "boolean"]);
const A_UUID = "a UUID such as 00000000-0000-0000-0000-000000000001";

function checkNumber(
  value: number,
  where: string,
  column: Column | undefined,
): void {
  if (!Number.isFinite(value)) {
    throw refused(where, String(value), "a finite number; use null for NULL");
  }
  const isSure = !Number.isInteger(value) || Number.isSafeInteger(value);
  if (isSure || !isWhole(column)) return;
  throw refused(
    where,
    `${value}, which a number cannot tell from its neighbours`,
    column === undefined
      ? `a bigint, for example 9007199254740993n; for a FLOAT or a DOUBLE, a text: "${value}"`
      : "a bigint, for example 9007199254740993n",
  );
}

/** True where a whole number is meant, or where nothing is known of what it is compared with. */
function isWhole(column: Column | undefined): boolean {
  return column === undefined || !["float", "double"].includes(column.kind);
}

/**
 * Makes a value into a literal that equals, in a comparison with a column, just the stored value that it names:
 * compared with a number, a text would be taken for the number that it begins with.
 *
 * @throws {TypeError} As {@linkcode sqlValue}; and a truth value for a column of texts.
 */
export function comparable(
  value: unknown,
  where: string,
  column: Column,
): Fragment {
  const given = sqlValue(value, where, column);
  switch (column.kind) {
    case "string":
    case "enum":
      if (typeof given === "boolean") {
        throw refused(
          where,
          String(given),
          `a text, as its type is ${column.type}`,
        );
      }
      return typeof given === "number" || typeof given === "bigint"
        ? fragment({ value: String(given) })
        : fragment({ value: given });
    case "decimal":
      // Texts and decimals are compared as floating-point numbers: 17 digits, and no more.
      return typeof given === "string" && DECIMAL.test(given)
        ? fragment(given)
        : fragment({ value: given });
    case "float":
      // A FLOAT compares as the double it is widened to: 0.1 would never be found.
      return fragment({
        value: typeof given === "number" ? Math.fround(given) : given,
      });
    default:
      return irregularDate(given, column) ?? fragment({ value: given });
  }
}

/** A date without a month or a day, as the number by which each server finds it; `null` where its text does. */
export function irregularDate(
  value: unknown,
  column: Column | null,
): Fragment | null {
  if (column === null || typeof value !== "string") return null;
  if (isOnlyNumber(column, value)) return null;
  const digits = irregularDigits(column, value);
  return digits === null ? null : fragment(digits);
}

const DECIMAL = /^-?\d{1,65}(?:\.\d{1,38})?$/;

/** A UUID as text. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The 16 bytes of a UUID. */
export function uuidBytes(text: string, where: string): Uint8Array {
  const digits = text.replaceAll("-", "");
  if (!UUID.test(text) && !/^[0-9a-f]{32}$/i.test(text)) {
    throw refused(
      where,
      JSON.stringify(text.slice(0, 60)),
      A_UUID,
    );
  }
  return Uint8Array.fromHex(digits);
}

/** The text of a UUID's 16 bytes. */
export function uuidText(bytes: Uint8Array): string {
  return bytes.toHex().replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    "$1-$2-$3-$4-$5",
  );
}

function refused(where: string, found: string, wanted: string): TypeError {
  return new TypeError(
    `Cannot use the value of ${where}: received ${found}, wanted ${wanted}`,
  );
}
