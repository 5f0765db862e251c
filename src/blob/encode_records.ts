/**
 * Record arrays to blobs: numpy's structured arrays, and MATLAB's struct arrays.
 *
 * @module
 */

import type { NdArray } from "./array.ts";
import { ComplexArray } from "./complex.ts";
import {
  encodeComplexArray,
  encodeNdArray,
  writeShape,
} from "./encode_array.ts";
import type { EncodeContext } from "./encode_context.ts";
import { RecordArray } from "./records.ts";
import { toColumnMajor } from "./shape.ts";

/**
 * Encodes a record array: code `F` for numpy's, `S` for MATLAB's.
 *
 * @param context The blob.
 * @param records The records.
 * @throws {TypeError} Where a field's name is empty or has a NUL, or a MATLAB struct's column is no array of objects.
 */
export function encodeRecords(
  context: EncodeContext,
  records: RecordArray,
): void {
  return records.kind === "struct"
    ? encodeStruct(context, records)
    : encodeRecarray(context, records);
}

function encodeRecarray(context: EncodeContext, records: RecordArray): void {
  context.native = true;
  context.writer.u8("F");
  writeFields(context, records);
  for (const [field, column] of records.columns) {
    if ("dtype" in column && column.dtype === "cell") {
      throw new TypeError(
        `Cannot encode blob: field '${field}' of a record array holds cells, wanted dtype 'object'`,
      );
    }
    if (column instanceof RecordArray) encodeRecarray(context, column);
    else if (column instanceof ComplexArray) {
      encodeComplexArray(context, column);
    } else encodeNdArray(context, column);
  }
}

function encodeStruct(context: EncodeContext, records: RecordArray): void {
  const { writer } = context;
  writer.u8("S");
  writeShape(writer, records.shape);
  writeFields(context, records);
  const columns = [...records.columns].map(([field, column]) => ({
    field,
    items: columnMajor(field, column),
  }));
  for (let i = 0; i < records.length; i++) {
    for (const { field, items } of columns) context.item(field, items[i]);
  }
}

function writeFields({ writer }: EncodeContext, records: RecordArray): void {
  writer.u32(records.columns.size);
  for (const field of records.columns.keys()) {
    if (field === "" || field.includes("\0") || !field.isWellFormed()) {
      throw new TypeError(
        `Cannot encode blob: found field name ${
          JSON.stringify(field)
        }, wanted one that is not empty and has no NUL`,
      );
    }
    writer.bytes(new TextEncoder().encode(`${field}\0`));
  }
}

function columnMajor(field: string, column: unknown): readonly unknown[] {
  if (!Array.isArray(column)) {
    throw new TypeError(
      `Cannot encode blob: field '${field}' of a MATLAB struct is no array of objects, wanted one; make it with ndArray([...])`,
    );
  }
  const { shape } = column as unknown as NdArray;
  return toColumnMajor(column, new Array<unknown>(column.length), shape);
}
