/**
 * Describes a value in the words of `description.py`, so that what Python packed and what was decoded here can be
 * compared without trusting either side's notion of equality.
 *
 * @module
 */

import { isNdArray } from "../../src/blob/array.ts";
import { Complex, ComplexArray } from "../../src/blob/complex.ts";
import { formatDatetime64 } from "../../src/blob/datetime64.ts";
import type { DatetimeUnit } from "../../src/blob/dtype.ts";
import {
  Decimal,
  Float,
  PyDate,
  PyDatetime,
  PyTime,
  Uuid,
} from "../../src/blob/python.ts";
import { RecordArray } from "../../src/blob/records.ts";

/** A type and its content, see `description.py`. */
export type Description = readonly [string, unknown];

/**
 * Describes a value that was decoded with exact types.
 *
 * @param value The value.
 * @returns Its description.
 */
export function describe(value: unknown): Description {
  if (value === null) return ["none", null];
  if (typeof value === "boolean") return ["bool", value];
  if (typeof value === "string") return ["str", value];
  if (typeof value === "bigint") return ["int", digits(value)];
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !Object.is(value, -0)
      ? ["int", digits(BigInt(value))]
      : ["float", hex(value)];
  }
  return describeObject(value) ?? ["dict", pairs(Object.entries(value!))];
}

const TEXTS = [
  [Decimal, "decimal"],
  [Uuid, "uuid"],
  [PyDate, "date"],
  [PyTime, "time"],
  [PyDatetime, "datetime"],
] as const;

function describeObject(value: unknown): Description | undefined {
  for (const [type, name] of TEXTS) {
    if (value instanceof type) return [name, String(value)];
  }
  if (value instanceof Float) return ["float", hex(value.value)];
  if (value instanceof Complex) return ["complex", complex(value)];
  if (isNdArray(value) || value instanceof ComplexArray) {
    return describeArray(value);
  }
  if (value instanceof RecordArray) return describeRecords(value);
  if (value instanceof Uint8Array) return ["bytes", value.toHex()];
  if (value instanceof Set) {
    return ["set", [...value].map(describe).toSorted(byText)];
  }
  if (value instanceof Map) return ["dict", pairs([...value])];
  if (!Array.isArray(value)) return undefined;
  return [Object.isFrozen(value) ? "tuple" : "list", value.map(describe)];
}

function describeArray(
  array:
    | ComplexArray
    | (ArrayLike<unknown> & { shape: unknown; dtype: string }),
): Description {
  const { dtype } = array;
  const items = array instanceof ComplexArray
    ? [...array].map(complex)
    : Array.from(array, (item) => element(item, dtype));
  if (dtype === "char" && isText(array.shape as number[])) {
    return ["char", items.join("")];
  }
  return ["ndarray", [dtype, array.shape, items]];
}

function describeRecords(records: RecordArray): Description {
  const columns = [...records.columns].map(([field, column]) => {
    const description = describe(column);
    const content = description[1] as unknown[];
    return [field, records.kind === "struct" ? content[2] : description];
  });
  return [records.kind, [records.shape, columns]];
}

function element(item: unknown, dtype: string): unknown {
  if (dtype === "bool") return item !== 0;
  if (dtype === "object" || dtype === "cell") return describe(item);
  if (dtype.startsWith("datetime64")) {
    return formatDatetime64(
      item as bigint,
      dtype.slice(11, -1) as DatetimeUnit,
    );
  }
  return dtype.startsWith("float") ? hex(item as number) : String(item);
}

function isText(shape: readonly number[]): boolean {
  return shape.length < 2 || (shape.length === 2 && shape[0] === 1);
}

function pairs(
  entries: readonly (readonly [unknown, unknown])[],
): readonly (readonly [Description, Description])[] {
  return entries.map(([key, value]) => [describe(key), describe(value)]);
}

function complex(value: Complex): [string, string] {
  return [hex(value.re), hex(value.im)];
}

function hex(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes.toHex();
}

function digits(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const isLong = magnitude.toString(2).length > 4000;
  return value.toString(isLong ? 16 : 10);
}

/** As Python's `json.dumps` orders them, which writes a space after each comma. */
function byText(a: Description, b: Description): number {
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
