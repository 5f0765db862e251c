/**
 * Joins: pairs of rows that agree on all attributes that they share (`datajoint/expression.py`, `join`).
 *
 * @module
 */
import type { Expression, Joined } from "./expression.ts";
import {
  type Attribute,
  dependentOf,
  type Heading,
  headingWith,
  keyOf,
  namesOf,
} from "./heading.ts";

/** How rows are joined. */
export interface JoinOptions {
  /** Keeps the left rows that have no partner. @default {false} */
  readonly isOuter?: boolean;
}

/**
 * Joins two expressions on the attributes that both have.
 *
 * @throws {TypeError} They share an attribute that is in the key of neither.
 */
export function joinRows(
  left: Expression,
  right: Expression,
  options: JoinOptions = {},
): Joined {
  checkJoinable(left.heading, right.heading, "join");
  const theirs = namesOf(right.heading);
  const isOuter = options.isOuter ?? false;
  return {
    kind: "joined",
    left,
    right,
    shared: namesOf(left.heading).filter((name) => theirs.includes(name)),
    isOuter,
    heading: joinedHeading(
      left.heading,
      isOuter ? nullable(right.heading) : right.heading,
    ),
  };
}

/**
 * Refuses what DataJoint refuses (`condition.py`, `assert_join_compatibility`): to compare attributes that are in
 * the key of neither, whose equal values say nothing.
 *
 * @param action `join` or `restrict`.
 */
export function checkJoinable(
  one: Heading,
  other: Heading,
  action: "join" | "restrict",
): void {
  const theirs = dependentOf(other).map(({ name }) => name);
  const both = dependentOf(one).map(({ name }) => name)
    .filter((name) => theirs.includes(name));
  if (both.length === 0) return;
  const found = `${secondaryOfBoth(both)}, wanted a key of one of them`;
  throw new TypeError(
    action === "join"
      ? `Cannot join ${one.label} and ${other.label}: ${found}; leave it out or rename it: ${other.name}.proj("...", { other_${
        both[0]
      }: "${both[0]}" })`
      : `Cannot restrict ${one.label} by ${other.label}: ${found}; name what to compare: ${one.name}\`${
        both[0]
      } IN \${${other.name}}\``,
  );
}

/** Keys first, the left one's before the right one's, then the rest (`datajoint/heading.py`, `join`). */
function joinedHeading(left: Heading, right: Heading): Heading {
  const key = [...left.primaryKey];
  for (const name of right.primaryKey) if (!key.includes(name)) key.push(name);
  const own = (columns: readonly Attribute[], others: readonly string[]) =>
    columns.filter(({ name }) => !others.includes(name));
  return headingWith(
    {
      label: `${left.label} * ${right.label}`,
      name: `${left.name}.join(${right.name})`,
    },
    [
      ...keyOf(left),
      ...own(keyOf(right), left.primaryKey),
      ...own(dependentOf(left), right.primaryKey),
      ...own(dependentOf(right), left.primaryKey),
    ],
    key,
  );
}

/** Rows without a partner have NULL there. */
function nullable(heading: Heading): Heading {
  const columns = heading.columns.map((column) => ({
    ...column,
    nullable: true,
  }));
  return { ...heading, columns };
}

/** `a is a secondary attribute of both`, `a, b are secondary attributes of both`. */
export function secondaryOfBoth(names: readonly string[]): string {
  return names.length === 1
    ? `${names[0]} is a secondary attribute of both`
    : `${names.join(", ")} are secondary attributes of both`;
}
