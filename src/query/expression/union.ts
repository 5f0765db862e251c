/**
 * Unions: the rows of two expressions with the same primary key, each key once (`datajoint/expression.py`, `Union`).
 *
 * @module
 */
import { fragment } from "../../sql/fragment.ts";
import { textCondition } from "../condition/condition.ts";
import { antijoinCondition } from "../condition/semijoin.ts";
import {
  type Expression,
  type Item,
  type Projected,
  restrict,
  type United,
} from "./expression.ts";
import {
  dependentOf,
  type Heading,
  headingWith,
  keyOf,
  namesOf,
} from "./heading.ts";
import { joinRows, secondaryOfBoth } from "./join.ts";

/**
 * Puts rows together. A key that both have gives one row, with the attributes of both; attributes that only the other
 * one has are NULL.
 *
 * @throws {TypeError} The primary keys differ, or both have a secondary attribute of the same name.
 */
export function united(left: Expression, right: Expression): United {
  const heading = unionHeading(left.heading, right.heading);
  const hasOnlyKeys = heading.columns.length === heading.primaryKey.length;
  const onlyRight = restrict(right, [
    antijoinCondition(right.heading, left, heading.primaryKey),
  ]);
  return {
    kind: "united",
    left,
    right,
    heading,
    isDisjoint: !hasOnlyKeys,
    halves: hasOnlyKeys
      ? [left, right]
      : [joinRows(left, right, { isOuter: true }), padded(onlyRight, heading)],
  };
}

function unionHeading(left: Heading, right: Heading): Heading {
  const label = `${left.label} + ${right.label}`;
  const [mine, theirs] = [left, right].map(({ primaryKey }) =>
    primaryKey.toSorted().join(", ")
  );
  if (mine !== theirs) {
    throw new TypeError(
      `Cannot unite ${left.label} and ${right.label}: their primary keys are (${mine}) and (${theirs}), wanted the same one; rename or project one of them`,
    );
  }
  const others = namesOf({ columns: dependentOf(right) });
  const both = namesOf({ columns: dependentOf(left) })
    .filter((name) => others.includes(name));
  if (both.length > 0) {
    throw new TypeError(
      `Cannot unite ${left.label} and ${right.label}: ${
        secondaryOfBoth(both)
      }, wanted no shared ones; leave it out or rename it: ${right.name}.proj("...", { other_${
        both[0]
      }: "${both[0]}" })`,
    );
  }
  return headingWith(
    { label, name: `${left.name}.union(${right.name})` },
    [
      ...keyOf(left),
      ...[...dependentOf(left), ...dependentOf(right)].map((column) => ({
        ...column,
        nullable: true,
      })),
    ],
    left.primaryKey,
  );
}

/** With NULL for what the rows lack. */
function padded(input: Expression, heading: Heading): Projected {
  const names = namesOf(input.heading);
  const items = namesOf(heading).map((name): Item =>
    names.includes(name)
      ? { name, source: name, value: null }
      : { name, source: null, value: NULL }
  );
  return { kind: "projected", input, items, heading };
}

const NULL = {
  ...textCondition(fragment("NULL")),
  hasWindow: false,
  names: [],
};
