/**
 * Decodes all columns of many rows.
 *
 * @module
 */
import type { ResultField, Session } from "../../connection/session.ts";
import { isOutside, outsideValues } from "../../external/outside.ts";
import type { QueryContext } from "../context.ts";
import type { Attribute } from "../expression/heading.ts";
import { bitValue, bitValues, isComputedBits } from "./bits.ts";
import { computedColumn } from "./computed_column.ts";
import { type Decoder, decoderOf, type DecodeSettings } from "./decode.ts";

/** What the driver gave. */
export interface GivenColumns {
  /** A list of values a column. */
  readonly columns: readonly unknown[][];
  /** What the server says of them; asked only where some are computed by an expression. */
  readonly fields?: () => readonly ResultField[];
}

/**
 * From what the driver gave to what the user gets; values that are kept outside of the table are fetched. Columns that
 * are what the user gets already pass as they are.
 *
 * @param session Where to look up what is kept outside.
 * @param given What the driver gave; what comes behind the columns is left out.
 * @throws {SpyglassError} A value cannot be decoded, or its file is missing or altered.
 */
export async function decodeColumns(
  context: QueryContext,
  session: Session,
  columns: readonly Attribute[],
  { columns: values, fields = () => [] }: GivenColumns,
): Promise<readonly unknown[][]> {
  // Keys may come behind the columns: these are not given out.
  if (comeAsTheyAre(columns, context)) return values.slice(0, columns.length);
  const decoded: unknown[][] = [];
  const told = columns.some(isComputed) ? fields() : [];
  for (const [at, column] of columns.entries()) {
    const given = values[at]!;
    if (isOutside(column)) {
      const { table } = column.origin!;
      const hashes = given as (Uint8Array | null)[];
      decoded.push(
        await outsideValues(context, session, table, column, hashes),
      );
      continue;
    }
    if (isComputedBits(column)) {
      decoded.push(bitValues(column.type, given));
      continue;
    }
    const decode = isComputed(column)
      ? computedDecoder(told[at]!, context)
      : mayBeBits(column)
      ? wholeOfView(decoderOf(column, context))
      : decoderOf(column, context);
    decoded.push(
      decode === null
        ? given
        : given.map((value) => value === null ? null : decode(value)),
    );
  }
  return decoded;
}

/** Of some BIT columns of a view MariaDB says that they are integers, and sends bits. */
function mayBeBits({ kind, origin }: Attribute): boolean {
  return kind === "integer" && origin !== null && origin.table.isView;
}

function wholeOfView(decode: Decoder): Decoder {
  return (value) =>
    value instanceof Uint8Array
      ? bitValue(value)
      : decode === null
      ? value
      : decode(value);
}

/** True for what SQL computes: only the server knows its type. */
export function isComputed({ kind }: Attribute): boolean {
  return kind === "expression";
}

/**
 * Numbers become what columns of their type give; bytes and texts stay what they are, as in DataJoint.
 */
function computedDecoder(
  field: ResultField,
  settings: DecodeSettings,
): Decoder {
  const column = computedColumn(field);
  return NUMBERS.has(column.kind) ? decoderOf(column, settings) : null;
}

const NUMBERS: ReadonlySet<string> = new Set(["integer", "decimal"]);

/** True where nothing is to be done; of a table's own columns that is always the same. */
function comeAsTheyAre(
  columns: readonly Attribute[],
  settings: DecodeSettings,
): boolean {
  const known = settings.decimals === "number" ? WITH_NUMBERS : AS_STORED;
  let result = known.get(columns);
  if (result === undefined) {
    result = columns.every((column) =>
      !isOutside(column) && !isComputed(column) && !mayBeBits(column) &&
      decoderOf(column, settings) === null
    );
    known.set(columns, result);
  }
  return result;
}

const AS_STORED = new WeakMap<readonly Attribute[], boolean>();
const WITH_NUMBERS = new WeakMap<readonly Attribute[], boolean>();
