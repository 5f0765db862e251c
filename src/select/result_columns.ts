/**
 * The columns of a SELECT's result, as far as the server tells: those of the lab's tables keep their types.
 *
 * @module
 */
import type { ResultField } from "../connection/session.ts";
import {
  type Attribute,
  computedAttribute,
  type Origin,
} from "../query/expression/heading.ts";
import type { Catalog, ColumnKind } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import type { Origins } from "./origins.ts";

/**
 * What each column is.
 *
 * @param origins Asked only where bytes come of which the server does not say whose they are.
 */
export async function resultColumns(
  fields: readonly ResultField[],
  catalog: Catalog,
  origins: () => Origins | Promise<Origins>,
): Promise<readonly Attribute[]> {
  const known = fields.map((field) => stored(field, catalog));
  const isOpen = fields.some((field, at) =>
    field.isBinary && !known[at] && BYTES.has(field.type)
  );
  const others = isOpen ? await origins() : [];
  return fields.map((field, at) => {
    const origin = others.length === fields.length ? others[at] : null;
    return known[at] ?? (origin ? named(origin, field.name) : null) ??
      computed(field);
  });
}

/** The protocol's types of bytes and texts. */
const BYTES: ReadonlySet<number> = new Set([249, 250, 251, 252, 253, 254]);

function stored(field: ResultField, catalog: Catalog): Attribute | null {
  if ([field.schema, field.table, field.column].includes("")) return null;
  const table = catalog.tables.get(fullName(field.schema, field.table));
  if (table === undefined) return null;
  return named({ table, column: field.column }, field.name);
}

function named(origin: Origin, name: string): Attribute | null {
  const { table } = origin;
  const column = table.columns.find((each) => each.name === origin.column);
  if (column === undefined) return null;
  return {
    ...column,
    name,
    // A key of its table is none of the result.
    inPrimaryKey: false,
    origin,
  };
}

function computed({ name, type, isBinary }: ResultField): Attribute {
  const [kind, text] = KINDS[type] ?? ["string", "text"];
  return {
    ...computedAttribute(name),
    type: text,
    kind: isBinary || kind !== "blob" ? bytes(kind, isBinary) : "string",
    comment: "",
  };
}

function bytes(kind: ColumnKind, isBinary: boolean): ColumnKind {
  return kind === "string" && isBinary ? "binary" : kind;
}

/** The protocol's types (https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html). */
const KINDS: Readonly<Record<number, readonly [ColumnKind, string]>> = {
  0: ["decimal", "decimal"],
  1: ["integer", "tinyint"],
  2: ["integer", "smallint"],
  3: ["integer", "int"],
  4: ["float", "float"],
  5: ["double", "double"],
  7: ["timestamp", "timestamp"],
  8: ["integer", "bigint"],
  9: ["integer", "mediumint"],
  10: ["date", "date"],
  11: ["time", "time"],
  12: ["datetime", "datetime"],
  13: ["year", "year"],
  16: ["bit", "bit"],
  245: ["json", "json"],
  246: ["decimal", "decimal"],
  247: ["enum", "enum"],
  248: ["enum", "set"],
  249: ["blob", "tinyblob"],
  250: ["blob", "mediumblob"],
  251: ["blob", "longblob"],
  252: ["blob", "blob"],
  255: ["geometry", "geometry"],
};
