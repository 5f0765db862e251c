/**
 * Compares what both sides give: attributes, key, types, rows and their number.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { keyOf, namesOf } from "../../../src/query/expression/heading.ts";
import type { Attribute } from "../../../src/query/expression/heading.ts";
import type { Query } from "../../../src/query/query.ts";
import { QUERY_STATE } from "../../../src/query/condition/semijoin.ts";
import type { PythonResult, TaggedValue } from "../datajoint_side.ts";

/** Reads a query here and compares it with what Python gave. */
export async function assertSame(
  query: Query,
  wanted: PythonResult,
  { isOrdered = false } = {},
): Promise<void> {
  const { heading } = query[QUERY_STATE]().expression;
  const about = query.toSql().sql;
  assertEquals(namesOf(heading), wanted.names, about);
  assertEquals(namesOf({ columns: keyOf(heading) }), wanted.key, about);
  assertEquals(heading.columns.map(typeOf), wanted.types, about);
  const rows = (await query.rows()).map((row) =>
    wanted.names.map((name) => row[name])
  );
  const tags = tagsByColumn(wanted.rows);
  const ours = rows.map((row) => row.map((value, i) => tagged(value, tags[i])));
  const sorted = (list: readonly (readonly TaggedValue[])[]) =>
    isOrdered ? list : list.map((row) => JSON.stringify(row)).toSorted();
  assertEquals(
    sorted(ours),
    sorted(wanted.rows.map((row) => row.map(number))),
    about,
  );
  assertEquals(await query.count(), wanted.count, about);
  assertEquals(await query.exists(), wanted.count > 0, about);
}

/** DataJoint leaves the width out of numbers' types, and names the types of its own. */
function typeOf({ type, kind }: Attribute): string {
  if (kind === "uuid") return "uuid";
  return /^(?:\w*int|float|double)\b/.test(type)
    ? type.replace(/\(\d+\)/, "")
    : type;
}

function tagsByColumn(
  rows: readonly (readonly TaggedValue[])[],
): (string | undefined)[] {
  const [first = []] = rows;
  return first.map((_, i) => rows.find((row) => row[i] !== null)?.[i]?.[0]);
}

/** A value here, with the kind that its type can only be there. */
function tagged(value: unknown, tag: string | undefined): TaggedValue {
  if (value === null) return null;
  if (typeof value === "bigint") return ["integer", String(value)];
  if (typeof value === "number") {
    return Number.isInteger(value) && tag !== "float"
      ? ["integer", String(value)]
      : ["float", String(value)];
  }
  if (typeof value === "string") {
    return [tag === "decimal" ? "decimal" : "text", value];
  }
  if (value instanceof Uint8Array) return ["bytes", value.toHex()];
  return [typeof value, String(value)];
}

/** Numbers as this language writes them. */
function number(value: TaggedValue): TaggedValue {
  if (value === null || value[0] !== "float") return value;
  return ["float", String(Number(value[1]))];
}
