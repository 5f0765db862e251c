/**
 * What a universal set makes of other rows: their different values, or another primary key
 * (`datajoint/expression.py`, `U`).
 *
 * @module
 */
import { unknownName } from "../../names/unknown_name.ts";
import type { Distinct, Expression, Keyed } from "./expression.ts";
import { type Heading, headingWith, namesOf } from "./heading.ts";

/**
 * The different combinations of values that some attributes have: `dj.U("a", "b") & query`.
 *
 * @throws {UnknownNameError} The expression has no such attribute.
 */
export function distinct(
  names: readonly string[],
  input: Expression,
): Distinct {
  const label = `U(${names.join(", ")}) & ${input.heading.label}`;
  const action = `Cannot restrict ${label}`;
  if (names.length === 0) {
    throw new TypeError(
      `${action}: it has no attributes, wanted one at least: U("name").and(…)`,
    );
  }
  checkAttributesOf(input.heading, names, action);
  const columns = names.map((name) =>
    input.heading.columns.find((column) => column.name === name)!
  );
  const heading = headingWith({ label, name: label }, columns, names);
  return { kind: "distinct", input, heading };
}

/**
 * The same rows, these attributes in their key, too: `dj.U("a") * query`.
 *
 * @throws {UnknownNameError} The expression has no such attribute.
 */
export function keyed(names: readonly string[], input: Expression): Keyed {
  const { heading } = input;
  const label = `U(${names.join(", ")}) * ${heading.label}`;
  checkAttributesOf(heading, names, `Cannot join ${label}`);
  const fresh = names.filter((name) => !heading.primaryKey.includes(name));
  const key = [...heading.primaryKey, ...fresh];
  const column = (name: string) =>
    heading.columns.find((column) => column.name === name)!;
  const columns = [
    ...key.map(column),
    ...heading.columns.filter(({ name }) => !key.includes(name)),
  ];
  return {
    kind: "keyed",
    input,
    heading: headingWith({ label, name: heading.name }, columns, key),
  };
}

/** Refuses names that are no attributes of an expression. */
export function checkAttributesOf(
  heading: Heading,
  names: readonly string[],
  action: string,
): void {
  const known = namesOf(heading);
  const strange = names.find((name) => !known.includes(name));
  if (strange === undefined) return;
  throw unknownName(
    action,
    `${heading.label} has no column ${JSON.stringify(strange)}`,
    strange,
    known,
  );
}
