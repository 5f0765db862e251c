/**
 * Names in the text of a query that only the rows around it have. Inside of a subquery MySQL takes these for columns of
 * the rows around (so from 8.0.14 on in derived tables, too), and the condition is another one than was written.
 *
 * @module
 */
import { UnknownNameError } from "../../errors.ts";
import { shortList } from "../../names/short_list.ts";
import {
  type Expression,
  inputsOf,
  textsOf,
} from "../expression/expression.ts";
import { type Heading, namesOf } from "../expression/heading.ts";

/**
 * Refuses a query whose text names an attribute that not its own rows have, but those that it is to restrict.
 *
 * @param heading The rows that are to be restricted.
 * @param other The query.
 * @throws {UnknownNameError} The message names the attribute, and those that there are.
 */
export function requireOwnNames(heading: Heading, other: Expression): void {
  const around = new Set(namesOf(heading).map((name) => name.toLowerCase()));
  refuseNamesIn(heading, around, other);
}

function refuseNamesIn(
  heading: Heading,
  around: ReadonlySet<string>,
  part: Expression,
): void {
  for (const { strange, untraced, partners, lookedAt } of textsOf(part)) {
    // A subquery of the user's own has names of its own.
    const name = untraced !== null
      ? undefined
      : strange.find((name) => around.has(name.toLowerCase()));
    if (name !== undefined) throw notItsOwn(heading, part, name);
    for (const { expression } of [...partners, ...lookedAt]) {
      refuseNamesIn(heading, around, expression);
    }
  }
  for (const input of inputsOf(part)) refuseNamesIn(heading, around, input);
}

function notItsOwn(
  heading: Heading,
  part: Expression,
  name: string,
): UnknownNameError {
  const { label } = part.heading;
  const own = namesOf(part.heading);
  // Behind the name of a table.
  const isQualified = own.some((one) =>
    one.toLowerCase() === name.toLowerCase()
  );
  const found = isQualified
    ? `names ${name} of a table, which may be that of ${heading.label}`
    : `names ${name}, which ${heading.label} has and the query of ${label} has not`;
  const instead = isQualified
    ? `write ${name} alone`
    : `restrict it before proj(), or let proj("${name}") keep the attribute`;
  return new UnknownNameError(
    `Cannot restrict ${heading.label} by a query: a text in it ${found}, wanted names of its own (${
      shortList(own)
    }); ${instead}`,
    name,
    null,
  );
}
