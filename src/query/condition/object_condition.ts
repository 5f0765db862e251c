/**
 * Objects as conditions: each attribute that is a column must be equal.
 *
 * @module
 */
import type { ColumnTable } from "arquero";
import type { Column } from "../../schema/table.ts";
import { type Fragment, fragment, joinFragments } from "../../sql/fragment.ts";
import { columnName } from "../../sql/identifier.ts";
import { checkAttributes } from "./attribute_names.ts";
import { comparable } from "../change/column_value.ts";
import { anyOf, type Condition, constant, textCondition } from "./condition.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import { isList, itemsOf, listFragment, listItem } from "./list.ts";

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
  heading: Heading,
  object: RestrictionObject,
): Condition {
  const names = Object.keys(object);
  if (names.length === 0) return constant(true);
  checkAttributes(context, heading, names);
  return equalities(heading, chosenColumns(heading, names), object);
}

/**
 * Makes the rows of a frame into a condition: any of them, as far as their attributes are columns.
 *
 * @throws {TypeError} The frame and the table share no attribute.
 */
export function frameCondition(
  _context: QueryContext,
  heading: Heading,
  frame: ColumnTable,
): Condition {
  const names = frame.columnNames();
  const shared = chosenColumns(heading, names)
    .filter((column) => !hasNoEquality(column));
  if (shared.length === 0) {
    throw new TypeError(
      `Cannot restrict ${heading.label} by a frame: they share no attribute, wanted one at least; the frame has ${
        names.join(", ")
      }`,
    );
  }
  const only = shared[0]!.name;
  if (shared.length === 1) {
    const values = new Set(frame.array(only) as Iterable<unknown>);
    return values.size === 0
      ? constant(false)
      : equalities(heading, shared, { [only]: [...values] });
  }
  const rows = frame.select(shared.map(({ name }) => name))
    .dedupe().objects() as RestrictionObject[];
  return anyOf(rows.map((row) => equalities(heading, shared, row)));
}

/** With a whole key, what has no equality need not be compared; nor, in a whole row, a FLOAT that was read rounded. */
function chosenColumns(
  heading: Heading,
  names: readonly string[],
): readonly Column[] {
  const isWholeKey = heading.primaryKey.length > 0 &&
    heading.primaryKey.every((name) => names.includes(name));
  const isRow = isWholeKey &&
    heading.columns.every((column) => names.includes(column.name));
  const isLeftOut = (column: Column) =>
    isWholeKey && hasNoEquality(column) ||
    isRow && column.kind === "float" && !column.inPrimaryKey;
  const columns = new Map(
    heading.columns.map((column) => [column.name, column]),
  );
  return names.map((name) => columns.get(name))
    .filter((column) => column !== undefined)
    .filter((column) => !isLeftOut(column));
}

/** `(a=1)AND(b=2)`: the same text that a list of single attributes gives. */
function equalities(
  heading: Heading,
  columns: readonly Column[],
  values: RestrictionObject,
): Condition {
  const terms = columns.map((column) =>
    equality(heading, column, values[column.name])
  );
  const zoned = columns.find(({ kind }) => kind === "timestamp");
  return textCondition(
    joinFragments(terms.map((term) => fragment("(", term, ")")), "AND"),
    // What the text of a TIMESTAMP means depends on the session.
    { byKeys: zoned ? `the time zone of ${zoned.name}` : null },
  );
}

function equality(heading: Heading, column: Column, value: unknown): Fragment {
  const name = columnName(column.name);
  if (value === null) return fragment(`${name} IS NULL`);
  const where = `attribute ${JSON.stringify(column.name)} for ${heading.label}`;
  if (hasNoEquality(column)) {
    throw new TypeError(
      `Cannot restrict by ${where}: it is a ${column.type} column, which has no equality here, wanted another attribute; or use a SQL text`,
    );
  }
  if (isListFor(column, value)) return membership(column, value, where);
  return fragment(`${name}=`, comparable(value, where, column));
}

/** `a IN (1, 2)`; `null` among the values is `IS NULL`, as it is alone. */
function membership(
  column: Column,
  list: ArrayLike<unknown>,
  where: string,
): Fragment {
  const name = columnName(column.name);
  const items = itemsOf(list);
  const values = items.flatMap((item, i) => {
    if (item === null) return [];
    const written = comparable(item, `item ${i + 1} of ${where}`, column);
    return [listItem(written, item, column)];
  });
  const isMember = values.length === 0
    ? fragment("FALSE")
    : fragment(`${name} IN `, listFragment(values));
  if (values.length === items.length) return isMember;
  return fragment("(", isMember, `)OR(${name} IS NULL)`);
}

/** A `Uint8Array` is a list of small numbers for a column of numbers, and one value for any other. */
function isListFor(
  column: Column,
  value: unknown,
): value is ArrayLike<unknown> {
  return isList(value) ||
    value instanceof Uint8Array && NUMERIC.includes(column.kind);
}

const NUMERIC = ["integer", "decimal", "float", "double", "year"];

function hasNoEquality(column: Column): boolean {
  return ["blob", "external", "geometry", "json", "filepath", "attach"]
    .includes(column.kind);
}
