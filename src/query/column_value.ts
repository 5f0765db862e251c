/**
 * JavaScript values as values of a column.
 *
 * @module
 */
import type { SqlValue } from "../sql/fragment.ts";
import type { Column } from "../schema/table.ts";

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
  switch (typeof value) {
    case "string":
      return column?.kind === "uuid" ? uuidBytes(value, where) : value;
    case "boolean":
    case "bigint":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw refused(where, String(value), "a finite number");
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
  throw refused(where, describe(value), "a plain value");
}

/** The 16 bytes of a UUID. */
export function uuidBytes(text: string, where: string): Uint8Array {
  const digits = text.replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) {
    throw refused(
      where,
      JSON.stringify(text.slice(0, 60)),
      "a UUID such as 00000000-0000-0000-0000-000000000001",
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

function describe(value: object): string {
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return name && name !== "Object" ? `an object of class ${name}` : "an object";
}
