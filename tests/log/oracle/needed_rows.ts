/**
 * Which base rows are needed whichever rows are given: where a value that looks at many rows decides, all of these.
 *
 * @module
 */
import type { Attribute, Relation } from "./relation.ts";

/** No base rows. */
export const NOTHING: ReadonlySet<string> = new Set();

/** All of these base rows. */
export function together(
  sets: readonly ReadonlySet<string>[],
): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** The base rows that are needed whichever rows are given. */
export function decidedOf({ decided }: Relation): ReadonlySet<string> {
  return decided ?? NOTHING;
}

/** What these attributes look at. */
export function lookedAtFor(
  attributes: readonly Attribute[],
): ReadonlySet<string> {
  return together(attributes.map(({ lookedAt }) => lookedAt ?? NOTHING));
}

/** What the attributes of these names look at. */
export function lookedAtBy(
  { attributes }: Relation,
  names: readonly string[],
): ReadonlySet<string> {
  return lookedAtFor(attributes.filter(({ name }) => names.includes(name)));
}

/** An attribute elsewhere than in the groups that it is computed of. */
export function elsewhere(attribute: Attribute): Attribute {
  return { ...attribute, isGrowing: false };
}

/** What each attribute looks at. */
export function lookedAtOf(
  { attributes }: Relation,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    attributes.map(({ name, lookedAt }) => [name, lookedAt ?? NOTHING]),
  );
}

/** True for what no SQL computes. */
export function isOfTable({ attributes }: Relation, name: string): boolean {
  return !attributes.find((one) => one.name === name)!.isComputed;
}
