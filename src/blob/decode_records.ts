/**
 * Record arrays of a blob: numpy's structured arrays, and MATLAB's struct arrays.
 *
 * @module
 */

import { broadcast } from "./broadcast.ts";
import { ndArray } from "./array.ts";
import type { DecodeContext } from "./decode_context.ts";
import { readArray, readShape } from "./decode_array.ts";
import { RecordArray, type RecordColumn } from "./records.ts";
import { sizeOf, toRowMajor } from "./shape.ts";

/**
 * Decodes a structured array or recarray, code `F`: fields, then one array each.
 *
 * @param context The blob.
 * @param depth How many values it lies in.
 * @returns The records.
 * @throws {BlobError} Where it is malformed.
 */
export function decodeRecords(
  context: DecodeContext,
  depth: number,
): RecordArray {
  const columns = readFields(context).map((field) =>
    [field, readColumn(context, depth, field)] as const
  );
  const shape = columns[0]?.[1].shape ?? [];
  return checked(context, () =>
    new RecordArray(
      columns.map(([field, column]) =>
        // What cannot be stretched is refused by its shape.
        [field, broadcast(column, shape) ?? column] as const
      ),
    ));
}

/**
 * Decodes a MATLAB struct array, code `S`: shape, fields, then the values record by record.
 *
 * @param context The blob.
 * @param depth How many values it lies in.
 * @returns The records; every column is an array of objects.
 * @throws {BlobError} Where it is malformed.
 */
export function decodeStruct(
  context: DecodeContext,
  depth: number,
): RecordArray {
  const { reader } = context;
  const shape = readShape(reader);
  const size = sizeOf(shape);
  const fields = readFields(context);
  // A record without fields takes no bytes: nothing else limits how many there are.
  if (fields.length === 0 && size > MAX_EMPTY) {
    throw reader.error(`${size} records without fields`, "fewer");
  }
  reader.need(size * fields.length, LEAST_ITEM, "fields of records");
  const columns = fields.map((): unknown[] => []);
  for (let i = 0; i < size; i++) {
    for (const column of columns) {
      column.push(context.value(depth + 1, reader.size("a length")));
    }
  }
  return checked(context, () =>
    new RecordArray(
      columns.map((column, index) => [
        fields[index]!,
        ndArray(toRowMajor(column, new Array(size), shape), shape, "object"),
      ]),
      { shape, kind: "struct" },
    ));
}

/** The fewest bytes of a value with its length in front. */
const LEAST_ITEM = 9;
const MAX_EMPTY = 2 ** 24;
const ARRAY = "A".charCodeAt(0);
const RECORDS = "F".charCodeAt(0);

function readFields({ reader }: DecodeContext): string[] {
  const count = reader.u32();
  reader.need(count, 1, "a number of fields");
  return Array.from({ length: count }, () => reader.name());
}

function readColumn(
  context: DecodeContext,
  depth: number,
  field: string,
): RecordColumn {
  const { reader } = context;
  const code = reader.peek();
  if (code === ARRAY) {
    reader.u8();
    return readArray(context, depth + 1);
  }
  if (code === RECORDS) return context.value(depth + 1) as RecordArray;
  throw reader.error(
    `type code ${code} in field '${field}'`,
    "an array of elements or records",
  );
}

function checked(context: DecodeContext, make: () => RecordArray): RecordArray {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) {
      throw cause;
    }
    throw context.reader.error(
      cause.message.replace("Cannot make a record array: ", ""),
      "columns of one shape with names of their own",
      cause,
    );
  }
}
