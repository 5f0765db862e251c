/**
 * Which values of a row differ between two servers, and where in them.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Key } from "../../keys/key.ts";
import { whereTexts } from "../../keys/where.ts";
import type { Column, TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import type { Sides } from "./sides.ts";
import { exactText } from "./exact_text.ts";

/** A value that differs, in words. */
export interface AlteredValue {
  readonly column: string;
  readonly expected: string;
  readonly found: string;
  /** ` from byte 12 on`, empty for values that are shown whole. */
  readonly where: string;
}

/**
 * Compares one row's values, column by column.
 *
 * @param sides The two servers, at UTC, and the clock by which moments are told.
 * @param table The table.
 * @param key The row's key.
 * @returns The values that differ; none where only their spelling does.
 */
export async function alteredValues(
  sides: Sides,
  table: TableInfo,
  key: Key,
): Promise<AlteredValue[]> {
  const [where] = whereTexts(table, [key]);
  const row = (expressions: readonly string[]) =>
    `SELECT ${expressions.join(", ")} FROM ${table.fullName} WHERE ${where}`;
  const texts = row(table.columns.map(exactText));
  const [[expected = []], [found = []]] = await Promise.all([
    sides.source.texts(texts),
    sides.restored.texts(texts),
  ]);
  const altered: AlteredValue[] = [];
  for (const [at, column] of table.columns.entries()) {
    const pair = [expected[at] ?? null, found[at] ?? null] as const;
    if (pair[0] === pair[1]) continue;
    const value = async (side: Session, exact: string | null) => {
      const [[sent = null] = []] = isMoment(column, exact)
        ? await sides.clock.bytes(`SELECT FROM_UNIXTIME(${exact})`)
        : await side.bytes(row([valueOf(column)]));
      return sent;
    };
    const [wanted, got] = await Promise.all([
      value(sides.source, pair[0]),
      value(sides.restored, pair[1]),
    ]);
    altered.push(described(column, wanted, got, pair));
  }
  return altered;
}

/** Larger values are told by their digest. */
const LARGEST_SHOWN = 1 << 20;
/** How much of a long value is shown. */
const EXCERPT = 40;

const BYTES = /^((tiny|medium|long)?blob|(var)?binary|bit|geometry|point)\b/i;

/** Seconds since 1970: all but NULL and the zero date, which is the same by every clock. */
function isMoment({ kind }: Column, exact: string | null): boolean {
  return kind === "timestamp" && Number(exact) !== 0;
}

function valueOf(column: Column): string {
  const name = quoteName(column.name);
  const value = /^(float|double|real)\b/i.test(column.type)
    ? `${name}+0e0`
    : name;
  return `IF(OCTET_LENGTH(${name}) > ${LARGEST_SHOWN}, NULL, ${value})`;
}

function described(
  column: Column,
  expected: Uint8Array | null,
  found: Uint8Array | null,
  [wanted, got]: readonly [string | null, string | null],
): AlteredValue {
  const at = expected && found ? firstDifference(expected, found) : 0;
  // Not seen in what the connection sent: too long for that, or equal only in its character set.
  const isHidden = (expected === null) === (found === null) &&
    (expected === null || at === null);
  if (isHidden) {
    return {
      column: column.name,
      expected: wanted ?? "NULL",
      found: got ?? "NULL",
      where: " (length and SHA-256)",
    };
  }
  const from = Math.max(0, (at ?? 0) - EXCERPT / 2);
  const shown = (value: Uint8Array | null, exact: string | null) =>
    value === null
      ? exact === null ? "NULL" : `a value of ${exact}`
      : excerpt(column, value, from);
  return {
    column: column.name,
    expected: shown(expected, wanted),
    found: shown(found, got),
    where: from === 0 ? "" : ` at byte ${at}`,
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return null;
}

function excerpt(column: Column, value: Uint8Array, from: number): string {
  const part = value.subarray(from, from + EXCERPT);
  const before = from > 0 ? "…" : "";
  const after = from + EXCERPT < value.length ? "…" : "";
  if (BYTES.test(column.type)) {
    return `${before}0x${part.toHex()}${after}`;
  }
  const text = new TextDecoder().decode(part);
  const isText = column.characterSet !== null;
  return `${before}${isText ? JSON.stringify(text) : text}${after}`;
}
