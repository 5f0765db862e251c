/**
 * Objects as conditions: each attribute that is a column must be equal.
 *
 * @module
 */
import { nearestName } from "../schema/nearest.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { type Fragment, fragment, joinFragments } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { sqlValue } from "./column_value.ts";
import { type Condition, constant, textCondition } from "./condition.ts";
import { type QueryContext, tableLabel, unknownName } from "./context.ts";

/** Attributes and their values; `null` is `IS NULL`, an array is `IN`. */
export type RestrictionObject = Readonly<Record<string, unknown>>;

/**
 * Makes an object into a condition, as DataJoint does: attributes that are no columns are ignored, so that any row
 * can restrict any table.
 *
 * @throws {UnknownNameError} None of the attributes is a column, or one that no table knows is a near miss of one:
 * ignoring those would read more rows than were meant.
 */
export function objectCondition(
  context: QueryContext,
  table: TableInfo,
  object: RestrictionObject,
): Condition {
  const names = Object.keys(object);
  if (names.length === 0) return constant(true);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  checkNames(context, table, names, columns);
  const isWholeKey = table.primaryKey.length > 0 &&
    table.primaryKey.every((name) => names.includes(name));
  const terms = names
    .filter((name) => columns.has(name))
    // A whole row as restriction: its key says it all, and what has no equality need not be compared.
    .filter((name) => !(isWholeKey && hasNoEquality(columns.get(name)!)))
    .map((name) => equality(columns.get(name)!, object[name]));
  // `(a=1)AND(b=2)`: the same text that a list of single attributes gives.
  return textCondition(
    joinFragments(terms.map((term) => fragment("(", term, ")")), "AND"),
  );
}

/** `column IN (…)`, no row for an empty list. */
export function listFragment(values: readonly Fragment[]): Fragment {
  // NULL would do for IN, but not for NOT IN, which must keep every row.
  if (values.length === 0) {
    return fragment("(SELECT NULL FROM DUAL WHERE FALSE)");
  }
  return fragment("(", joinFragments(values, ", "), ")");
}

function equality(column: Column, value: unknown): Fragment {
  const name = columnName(column.name);
  const where = `attribute ${JSON.stringify(column.name)}`;
  if (value === null) return fragment(`${name} IS NULL`);
  if (isList(value)) {
    const items = Array.from(
      value,
      (item) => fragment({ value: sqlValue(item, where, column) }),
    );
    return items.length === 0
      ? fragment("FALSE")
      : fragment(`${name} IN `, listFragment(items));
  }
  if (hasNoEquality(column)) {
    throw new TypeError(
      `Cannot restrict by ${where}: it is a ${column.type} column, which has no equality here; use a SQL text`,
    );
  }
  // A FLOAT compares as the double it is widened to: 0.1 would never be found.
  const given = column.kind === "float" && typeof value === "number"
    ? Math.fround(value)
    : value;
  return fragment(`${name}=`, { value: sqlValue(given, where, column) });
}

function hasNoEquality(column: Column): boolean {
  return ["blob", "external", "geometry", "json", "filepath", "attach"]
    .includes(column.kind);
}

/** Arrays and numeric typed arrays; bytes are one value. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof Uint8Array) &&
      !(value instanceof DataView));
}

function checkNames(
  context: QueryContext,
  table: TableInfo,
  names: readonly string[],
  columns: ReadonlyMap<string, Column>,
): void {
  const candidates = [...columns.keys()];
  const strange = names.filter((name) => !columns.has(name));
  const action = `Cannot restrict ${tableLabel(table)}`;
  for (const name of strange) {
    const isKnown = strange.length < names.length && isAnyColumn(context, name);
    if (!isKnown && nearestName(name, candidates) !== null) {
      throw unknownName(
        action,
        `it has no column ${JSON.stringify(name)}`,
        name,
        candidates,
      );
    }
  }
  if (strange.length === names.length) {
    throw unknownName(
      action,
      `none of ${
        names.map((name) => JSON.stringify(name)).join(", ")
      } is a column of it`,
      names[0]!,
      candidates,
    );
  }
}

/** True for a column of any table that we know: then the object is a row of another table, not a slip of the pen. */
function isAnyColumn(context: QueryContext, name: string): boolean {
  let names = COLUMN_NAMES.get(context.catalog);
  if (!names) {
    names = new Set(
      [...context.catalog.tables.values()].flatMap((table) =>
        table.columns.map((column) => column.name)
      ),
    );
    COLUMN_NAMES.set(context.catalog, names);
  }
  return names.has(name);
}

const COLUMN_NAMES = new WeakMap<object, Set<string>>();
