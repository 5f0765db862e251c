/**
 * The columns of a SELECT's result, as far as the server tells: those of the lab's tables keep their types.
 *
 * @module
 */
import type { ResultField } from "../connection/session.ts";
import type { Attribute, Origin } from "../query/expression/heading.ts";
import { computedColumn } from "../query/reading/computed_column.ts";
import type { Catalog } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import type { Origins } from "./trace/origins.ts";

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
      computedColumn(field);
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
