/**
 * From what the driver gives to what the user gets. Only columns that need it are touched: most values pass as they
 * are.
 *
 * @module
 */
import { decodeBlob } from "../blob/decode.ts";
import { isBlob } from "../blob/header.ts";
import type { Session } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { columnName, fullName } from "../sql/identifier.ts";
import { bytesLiteral } from "../sql/literal.ts";
import { uuidText } from "./column_value.ts";
import type { QueryContext } from "./context.ts";

/** Turns one value of a column into what the user gets; `null` where it is that already. */
export type Decoder = ((value: unknown) => unknown) | null;

/**
 * The expression that reads a column. A FLOAT comes with the six digits that the server shows, as in Python: reading all
 * of its digits costs three times as much. In a key it has them all: a key must find its row again.
 */
export function valueExpression(column: Column): string {
  const name = columnName(column.name);
  return named(isExactFloat(column) ? `${name}+0e0` : name, column);
}

function isExactFloat({ kind, inPrimaryKey }: Column): boolean {
  return kind === "float" && inPrimaryKey;
}

/** The driver refuses results whose names are those of `Object.prototype`; rows are read by place, not by name. */
export function named(expression: string, { name }: Column): string {
  return name in {} ? `${expression} AS \`a column\`` : expression;
}

/** The decoder of a column, files apart: those need the server. */
export function decoderOf(column: Column): Decoder {
  switch (column.kind) {
    case "uuid":
      return (value) => uuidText(value as Uint8Array);
    case "blob":
      return (value) => blobValue(value as Uint8Array, column.name);
    case "binary":
      return (value) => new Uint8Array(value as Uint8Array);
    case "bit":
      return (value) => bitValue(value as Uint8Array);
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

/** Decodes one column of many rows in place; `files` maps a path's hash to the local path. */
export function decodeColumn(
  rows: unknown[][],
  at: number,
  column: Column,
  files: ReadonlyMap<string, string> | undefined,
): void {
  const decode: Decoder = files
    ? (value) => fileOf(value as Uint8Array, files)
    : decoderOf(column);
  if (decode === null) return;
  for (const row of rows) {
    if (row[at] !== null) row[at] = decode(row[at]);
  }
}

/**
 * Looks up the local paths of a `filepath@store` column: DataJoint keeps 16 bytes in the row and the relative path in
 * `~external_{store}` of the same schema (`datajoint/external.py`).
 *
 * @returns Hash in hexadecimal → local path; `undefined` for any other column.
 */
export async function filesOf(
  context: QueryContext,
  session: Session,
  table: TableInfo,
  column: Column,
  hashes: readonly (Uint8Array | null)[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if (column.kind !== "filepath" || column.store === null) return undefined;
  const store = context.stores[column.store];
  const distinct = new Map(
    hashes.filter((hash) => hash !== null).map((hash) => [hash.toHex(), hash]),
  );
  const files = new Map<string, string>();
  if (distinct.size === 0) return files;
  if (store === undefined) {
    throw new SpyglassError(
      `Cannot read column ${column.name} of ${table.schema}.${table.className}: no folder is known for the store ${
        JSON.stringify(column.store)
      }, wanted one; set stores.${column.store}.location or custom.spyglass_dirs.base in dj_local_conf.json, or SPYGLASS_BASE_DIR`,
    );
  }
  const all = [...distinct.values()];
  for (let at = 0; at < all.length; at += 1000) {
    const list = all.slice(at, at + 1000).map(bytesLiteral).join(", ");
    const { rows } = await session.query(
      `SELECT HEX(hash), filepath FROM ${
        fullName(table.schema, `~external_${column.store}`)
      } WHERE hash IN (${list})`,
    );
    for (const [hash, path] of rows) {
      files.set(String(hash).toLowerCase(), `${store}/${path}`);
    }
  }
  return files;
}

function fileOf(hash: Uint8Array, files: ReadonlyMap<string, string>): string {
  const path = files.get(hash.toHex());
  if (path !== undefined) return path;
  throw new SpyglassError(
    `Cannot find the file of hash ${hash.toHex()}: its external table has no such row; the database lost a reference`,
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

function bitValue(bytes: Uint8Array): number | bigint {
  const value = BigInt("0x" + (bytes.toHex() || "0"));
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
