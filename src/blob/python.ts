/**
 * Python's types that JavaScript lacks, each a small wrapper that shows as text and packs as what it was.
 *
 * @module
 */

/**
 * A Python `float`, also where its value is an integer: JavaScript's `1` packs as Python's `int`.
 *
 * @example
 * ```ts
 * import { Float } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new Float(1)), "1.0");
 * ```
 */
export class Float {
  /** The number. */
  readonly value: number;
  /** @param value The number. */
  constructor(value: number) {
    this.value = value;
  }
  /** The number, so that arithmetic works. */
  valueOf(): number {
    return this.value;
  }
  /** The number as text, always with a mark of a float: `1.0`. */
  toString(): string {
    return Number.isInteger(this.value) && Math.abs(this.value) < 1e21
      ? `${Object.is(this.value, -0) ? "-0" : this.value}.0`
      : String(this.value);
  }
  /** The number, for `JSON.stringify`. */
  toJSON(): number {
    return this.value;
  }
}

/** A value kept as the text in which Python writes it. */
abstract class PythonText {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  /** The text as Python writes it. */
  toString(): string {
    return this.#text;
  }
  /** The text, for `JSON.stringify`. */
  toJSON(): string {
    return this.#text;
  }
  /** The class and the text, for `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return `${this.constructor.name}(${this.#text})`;
  }
}

/**
 * A Python `decimal.Decimal`: any number of digits.
 *
 * @example
 * ```ts
 * import { Decimal } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new Decimal("1.10")), "1.10");
 * ```
 */
export class Decimal extends PythonText {
  /**
   * @param text The number as Python writes it, for example `1.10`, `-1E+3` or `NaN`.
   * @throws {SyntaxError} Where the text is no decimal number.
   */
  constructor(text: string) {
    super(checked(text, DECIMAL, "a decimal number"));
  }
}

/**
 * A Python `uuid.UUID`.
 *
 * @example
 * ```ts
 * import { Uuid } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new Uuid("0b6c1c2e5d7a4b1e9f6300000000000a")), "0b6c1c2e-5d7a-4b1e-9f63-00000000000a");
 * ```
 */
export class Uuid extends PythonText {
  /**
   * @param text 32 hexadecimal digits, with hyphens or without.
   * @throws {SyntaxError} Where the text is no UUID.
   */
  constructor(text: string) {
    const digits = checked(text, UUID, "a UUID").replaceAll("-", "")
      .toLowerCase();
    super(
      digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    );
  }
}

/**
 * A Python `datetime.date`, as `2024-05-31`.
 *
 * @example
 * ```ts
 * import { PyDate } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new PyDate("2024-05-31")), "2024-05-31");
 * ```
 */
export class PyDate extends PythonText {
  /**
   * @param text The date, `YYYY-MM-DD`.
   * @throws {SyntaxError} Where the text is no date of the calendar.
   */
  constructor(text: string) {
    super(checkedDate(checked(text, DATE, "a date, YYYY-MM-DD")));
  }
}

/**
 * A Python `datetime.time`, as `23:59:59.000001`; it has no time zone.
 *
 * @example
 * ```ts
 * import { PyTime } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new PyTime("23:59:59.000001")), "23:59:59.000001");
 * ```
 */
export class PyTime extends PythonText {
  /**
   * @param text The time, `HH:MM:SS`, with up to six digits of a fraction.
   * @throws {SyntaxError} Where the text is no time of day.
   */
  constructor(text: string) {
    super(microseconds(checked(text, TIME, "a time, HH:MM:SS.ffffff")));
  }
}

/**
 * A Python `datetime.datetime`, as `2024-05-31T23:59:59.000001`; it has no time zone, blobs do not keep one.
 *
 * @example
 * ```ts
 * import { PyDatetime } from "./python.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(String(new PyDatetime("2024-05-31T23:59:59.000001")), "2024-05-31T23:59:59.000001");
 * ```
 */
export class PyDatetime extends PythonText {
  /**
   * @param text Date and time, with a `T` or a space in between.
   * @throws {SyntaxError} Where the text is no point in time, or has a time zone.
   */
  constructor(text: string) {
    checked(text, DATETIME, "a datetime, YYYY-MM-DDTHH:MM:SS.ffffff");
    super(`${checkedDate(text.slice(0, 10))}T${microseconds(text.slice(11))}`);
  }
}

/**
 * Marks a number as Python's `float`, also where it is an integer.
 *
 * @param value The number.
 * @returns A wrapper that packs as a float.
 *
 * @example
 * ```ts
 * import { float } from "./python.ts";
 * String(float(1)); // "1.0"
 * ```
 */
export function float(value: number): Float {
  return new Float(value);
}

/**
 * Makes a Python `tuple`: a frozen array. Every frozen array packs as a tuple, every other one as a list.
 *
 * @param items The items.
 * @returns A frozen copy.
 *
 * @example
 * ```ts
 * import { tuple } from "./python.ts";
 * Object.isFrozen(tuple([1, 2])); // true
 * ```
 */
export function tuple<T>(items: Iterable<T>): readonly T[] {
  return Object.freeze([...items]);
}

const DECIMAL =
  /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d+)?|Inf(?:inity)?|s?NaN\d*)$/i;
const UUID =
  /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
const DATETIME =
  /^\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;

function checked(text: string, pattern: RegExp, wanted: string): string {
  if (typeof text !== "string" || !pattern.test(text)) {
    throw new SyntaxError(
      `Cannot make a Python value: found '${
        String(text).slice(0, 60)
      }', wanted ${wanted}`,
    );
  }
  return text;
}

/** Refuses what `Date` would carry into the next month, and the year 0, which Python does not have. */
function checkedDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text) && !text.startsWith("0000");
  return exists ? text : checked(text, /^$/, "a date of the calendar");
}

/** Python writes no fraction, or all six digits. */
function microseconds(text: string): string {
  const [whole, fraction = ""] = text.split(".");
  return /[1-9]/.test(fraction)
    ? `${whole}.${fraction.padEnd(6, "0")}`
    : `${whole}`;
}
