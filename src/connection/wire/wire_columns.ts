/**
 * What the server says of a result's columns. It says it with every reply, at greater length than most rows have, and
 * mostly what it said before: then what was made of it is remembered.
 *
 * @module
 */
import type mysql from "mysql2";
import type { Packet } from "./driver_command.ts";

/** One column of a result, as the protocol describes it. */
export interface WireColumn {
  readonly name: string;
  /** Where its values come from; empty for what is computed. */
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** The protocol's number of its type. */
  readonly type: number;
  readonly length: number;
  readonly characterSet: number;
  /** The driver's name for the encoding of its texts. */
  readonly encoding: string;
}

/** A column as the driver describes it; its types know less than it tells. */
export function wireColumn(field: mysql.FieldPacket): WireColumn {
  const {
    schema,
    orgTable,
    orgName,
    columnType,
    columnLength,
    characterSet,
    encoding,
  } = field as unknown as Record<string, unknown>;
  return {
    name: field.name,
    schema: String(schema ?? ""),
    table: String(orgTable ?? ""),
    column: String(orgName ?? ""),
    type: Number(columnType),
    length: Number(columnLength),
    characterSet: Number(characterSet),
    encoding: String(encoding),
  };
}

/**
 * The bytes that describe the columns, beginning with their number, as a text to compare.
 *
 * @param packet The first packet of a reply.
 * @returns `null` where they have not all come yet, or there are none.
 */
export function definitionsIn({ buffer, offset, end }: Packet): string | null {
  const count = buffer[offset]!;
  if (count === 0 || count > MOST_COLUMNS) return null;
  let at = end;
  for (let i = 0; i < count; i++) {
    if (at + 3 > buffer.length) return null;
    at += 4 + buffer.readUIntLE(at, 3);
  }
  return at > buffer.length ? null : buffer.toString("latin1", offset, at);
}

/** The columns that these bytes describe, `null` where they are new. */
export function knownColumns(
  definitions: string,
): readonly WireColumn[] | null {
  return KNOWN.get(definitions) ?? null;
}

/** Remembers what bytes describe. */
export function noteColumns(
  definitions: string,
  columns: readonly WireColumn[],
): void {
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(definitions, columns);
}

const KNOWN = new Map<string, readonly WireColumn[]>();
const MOST_KNOWN = 200;
/** What one byte says; more stand for other things there. */
const MOST_COLUMNS = 250;
