/**
 * From what the driver gives to what the user gets. Only columns that need it are touched: most values pass as they
 * are.
 *
 * @module
 */
import { decodeBlob } from "../../blob/decode.ts";
import { isBlob } from "../../blob/header.ts";
import type { Session } from "../../connection/session.ts";
import { SpyglassError } from "../../errors.ts";
import type { Column } from "../../schema/table.ts";
import { storedFilePath } from "../../external/layout.ts";
import { listed, storeOf } from "../../external/listing.ts";
import { type Fragment, fragment } from "../../sql/fragment.ts";
import { columnName } from "../../sql/identifier.ts";
import { uuidText } from "../change/column_value.ts";
import type { QueryContext } from "../context.ts";
import { type Block, itemOf } from "../expression/block.ts";
import type { Attribute } from "../expression/heading.ts";
import { bitValue, isComputedBits } from "./bits.ts";

/** Turns one value of a column into what the user gets; `null` where it is that already. */
export type Decoder = ((value: unknown) => unknown) | null;

/**
 * The expression that reads a column. A FLOAT comes with the six digits that the server shows, as in Python: reading all
 * of its digits costs three times as much. In a key it has them all: a key must find its row again.
 */
export function valueExpression(block: Block, column: Attribute): Fragment {
  const { value, isOwn } = itemOf(block, column.name);
  if (isExactFloat(column)) return fragment("(", value, ")+0e0");
  const isBits = isComputedBits(column);
  const read = isBits ? fragment("(", value, ")+0") : value;
  if ((isBits || !isOwn) && !(column.name in {})) {
    return fragment(read, ` AS ${columnName(column.name)}`);
  }
  return named(read, column);
}

function isExactFloat({ kind, inPrimaryKey }: Column): boolean {
  return kind === "float" && inPrimaryKey;
}

/** The driver refuses results whose names are those of `Object.prototype`; rows are read by place, not by name. */
export function named(expression: Fragment, { name }: Column): Fragment {
  return name in {} ? fragment(expression, " AS `a column`") : expression;
}

/** What a user may ask for. */
export interface DecodeSettings {
  /** What a DECIMAL becomes: its exact text, or a number that may round it. @default {"string"} */
  readonly decimals?: "string" | "number";
}

/** The decoder of a column; what is kept outside of the table apart: that needs the server. */
export function decoderOf(
  column: Column,
  { decimals }: DecodeSettings = {},
): Decoder {
  switch (column.kind) {
    case "decimal":
      return decimals === "number" ? Number : null;
    case "uuid":
      return (value) => uuidText(value as Uint8Array);
    case "blob":
      return (value) => blobValue(value as Uint8Array, column.name);
    case "binary":
      return (value) => new Uint8Array(value as Uint8Array);
    case "bit":
      return bitValue;
    case "integer":
      return /bigint/i.test(column.type)
        ? (value) => typeof value === "string" ? BigInt(value) : value
        : null;
    case "float":
      return isExactFloat(column) ? (value) => shortest(value as number) : null;
    case "json":
      return (value) => typeof value === "string" ? JSON.parse(value) : value;
    default:
      return null;
  }
}

/** Decodes one column of many rows in place. */
export function decodeColumn(
  rows: unknown[][],
  at: number,
  column: Column,
  settings: DecodeSettings = {},
): void {
  const decode = decoderOf(column, settings);
  if (decode === null) return;
  for (const row of rows) {
    if (row[at] !== null) row[at] = decode(row[at]);
  }
}

/**
 * Looks up the local paths of a `filepath@store` column: DataJoint keeps 16 bytes in the row and the relative path in
 * `~external_{store}` of the same schema (`datajoint/external.py`). The files themselves are not looked at.
 *
 * @returns Hash in hexadecimal → local path; `undefined` for any other column.
 */
export async function filesOf(
  context: QueryContext,
  session: Session,
  column: Attribute,
  hashes: readonly (Uint8Array | null)[],
): Promise<ReadonlyMap<string, string> | undefined> {
  const { kind, origin } = column;
  if (kind !== "filepath" || column.store === null || origin === null) {
    return undefined;
  }
  const wanted = hashes.filter((hash) => hash !== null)
    .map((hash) => hash.toHex());
  if (wanted.length === 0) return new Map();
  const store = storeOf(context, origin.table, column);
  const rows = await listed(session, origin.table, column, wanted);
  return new Map(
    [...rows].map(([hash, { path }]) => [
      hash,
      storedFilePath(store, path ?? ""),
    ]),
  );
}

/** Blobs that are not DataJoint's are given as bytes. */
function blobValue(bytes: Uint8Array, name: string): unknown {
  const copy = new Uint8Array(bytes);
  if (!isBlob(copy)) return copy;
  try {
    return decodeBlob(copy);
  } catch (cause) {
    throw new SpyglassError(
      `Cannot decode column ${name}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The shortest number that is this FLOAT, as NumPy writes it: 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
