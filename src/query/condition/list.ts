/**
 * Which values are lists, and lists as SQL.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import { irregularDate } from "../change/column_value.ts";
import { type Fragment, fragment, joinFragments } from "../../sql/fragment.ts";

/** Arrays, numeric typed arrays, and columns of frames; bytes are one value. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) &&
      !(value instanceof DataView)) ||
    isFrameColumn(value);
}

/** The items of a list. */
export function itemsOf(list: ArrayLike<unknown>): unknown[] {
  return isFrameColumn(list)
    ? Array.from({ length: list.length }, (_, i) => list.at(i))
    : Array.from(list);
}

/** Objects with attributes: neither instances of classes (a `Map`, a promise that was not awaited) nor lists. */
export function isPlainObject(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, "isPrototypeOf");
}

/** `(…)` behind `IN`: no row for an empty list. */
export function listFragment(values: readonly Fragment[]): Fragment {
  return fragment("(", bareList(values), ")");
}

/**
 * A value of a column as it stands in a list: a date that is written as a number has its text beside it, as MySQL does
 * not find the zero date among numbers alone.
 */
export function listItem(
  written: Fragment,
  value: unknown,
  column: Column | null,
): Fragment {
  return irregularDate(value, column) === null
    ? written
    : fragment(written, ", ", { value: String(value) });
}

/** What stands in the parentheses behind `IN`. */
export function bareList(values: readonly Fragment[]): Fragment {
  // NULL would do for IN, but not for NOT IN, which must keep every row.
  return values.length === 0 ? fragment(NO_VALUE) : joinFragments(values, ", ");
}

/** A list without values, as SQL has it. */
export const NO_VALUE = "SELECT NULL FROM DUAL WHERE FALSE";

/** A column of an arquero table, as `frame.column("x")` gives it. */
interface FrameColumn {
  readonly length: number;
  at(row: number): unknown;
}

function isFrameColumn(value: unknown): value is FrameColumn {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !ArrayBuffer.isView(value) &&
    "length" in value && typeof value.length === "number" &&
    "at" in value && typeof value.at === "function";
}
