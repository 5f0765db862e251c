/**
 * Whether a foreign key leads where its values say. The server follows it by the numbers that it keeps: of a YEAR, of the
 * place of an ENUM's member among others, or by the bytes of a DECIMAL. Where the other column has another type, the same
 * number is another value.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import { columnOf, membersOf } from "../keys/key_column.ts";
import type { Column, ForeignKey, TableInfo } from "../schema/table.ts";

/**
 * Proves that the values on both sides mean the same.
 *
 * @throws {ExportError} They may not: nobody could follow the reference, restored or not.
 */
export function checkSameValues(
  key: ForeignKey,
  child: TableInfo,
  parent: TableInfo,
): void {
  for (const [at, name] of key.columns.entries()) {
    const from = columnOf(child, name);
    const to = columnOf(parent, key.parentColumns[at]!);
    if (areSame(from, to)) continue;
    throw new ExportError(
      `Cannot compute the slice: found the foreign key ${key.name} of ${child.fullName} between columns of different types (${from.name} ${from.type}, ${to.name} ${to.type}), whose values the server compares by what it keeps of them, wanted the same type on both sides; change one of them (ALTER TABLE … MODIFY)`,
    );
  }
}

function areSame(from: Column, to: Column): boolean {
  const kind = numbered(from);
  if (kind !== numbered(to)) return false;
  if (kind !== "enum" && kind !== "set") return true;
  const [ours, theirs] = [membersOf(from), membersOf(to)];
  // Members that were added later have no say.
  return ours.slice(0, theirs.length)
    .every((member, at) => member === theirs[at]);
}

/**
 * How the values of a column are other numbers, or other bytes, than they look; `null` where they are what they look
 * like. Those of a DECIMAL depend on how many digits it has behind the point.
 */
function numbered({ type }: Column): string | null {
  const [, name, digits = ""] = NUMBERED.exec(type.toLowerCase()) ?? [];
  if (name === undefined) return null;
  return name === "decimal" ? `${name} ${digits}` : name;
}

const NUMBERED =
  /^(enum|set|year|date|time|datetime|timestamp|bit|uuid|inet4|inet6|decimal)\b(?:\(\d+,(\d+)\))?/;
