/**
 * Rows on plain arrays, each with the base rows that it rests on, and DataJoint's operators on them, written down as
 * simply as they can be said. Nothing here knows the module under test.
 *
 * @module
 */
import {
  decidedOf,
  elsewhere,
  isOfTable,
  lookedAtBy,
  lookedAtFor,
  lookedAtOf,
  NOTHING,
  together,
} from "./needed_rows.ts";

/** What a cell may hold. */
export type Cell = number | string | null;

/** One attribute. */
export interface Attribute {
  readonly name: string;
  readonly isKey: boolean;
  readonly isNumber: boolean;
  /** The base rows that were looked at for its values: where it decides, all of them are needed. */
  readonly lookedAt?: ReadonlySet<string>;
  /** True for a count or a largest value of what the tables hold, which fewer rows make no larger. */
  readonly isGrowing?: boolean;
  /** True for what SQL computes. */
  readonly isComputed?: boolean;
}

/** One row, and the base rows that it rests on: names of `table#number`. */
export interface NaiveRow {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly from: ReadonlySet<string>;
}

/** Rows with the same attributes. */
export interface Relation {
  readonly attributes: readonly Attribute[];
  readonly rows: readonly NaiveRow[];
  /** The base rows that are needed whichever rows are given. */
  readonly decided?: ReadonlySet<string>;
}

/** Thrown where DataJoint refuses. */
export class Refused extends Error {}

/** True, false, or SQL's unknown. */
export type Truth = boolean | null;

/** A condition on the cells of a row, with what it rests on where it holds. */
export interface Condition {
  readonly holds: (row: NaiveRow) => Truth;
  /** The base rows of others that make it hold. */
  readonly rests: (row: NaiveRow) => ReadonlySet<string>;
  /** Names of attributes that it compares. */
  readonly uses: readonly string[];
  /** The one that it wants to be larger than a number, and nothing else. */
  readonly wantsMoreOf?: string;
  /** What it compares with that looks at many rows: the base rows that it looked at. */
  readonly decided?: ReadonlySet<string>;
  /** Conditions that all have to hold, each by itself. */
  readonly parts?: readonly Condition[];
}

/** Names of all attributes. */
export function names({ attributes }: Relation): string[] {
  return attributes.map(({ name }) => name);
}

/** Names of the key's attributes. */
export function keyNames({ attributes }: Relation): string[] {
  return attributes.filter(({ isKey }) => isKey).map(({ name }) => name);
}

/** Rows for which a condition holds. */
export function restrict(input: Relation, condition: Condition): Relation {
  const rows = input.rows.filter((row) => condition.holds(row) === true)
    .map((row) => resting(row, condition.rests(row)));
  const parts = condition.parts ?? [condition];
  const compared = input.attributes.filter(({ name, isGrowing }) =>
    parts.some(({ uses, wantsMoreOf }) =>
      uses.includes(name) && !(isGrowing && wantsMoreOf === name)
    )
  );
  const decided = together([
    decidedOf(input),
    condition.decided ?? NOTHING,
    lookedAtFor(compared),
  ]);
  return { ...input, rows, decided };
}

/** A condition on cells alone. */
export function onCells(
  uses: readonly string[],
  holds: (cells: Readonly<Record<string, Cell>>) => Truth,
): Condition {
  return { holds: (row) => holds(row.cells), rests: () => NOTHING, uses };
}

/** All of them. */
export function allOf(conditions: readonly Condition[]): Condition {
  return {
    holds: (row) => and(conditions.map((each) => each.holds(row))),
    rests: (row) => together(conditions.map((each) => each.rests(row))),
    uses: conditions.flatMap(({ uses }) => uses),
    decided: together(conditions.map(({ decided }) => decided ?? NOTHING)),
    parts: conditions,
  };
}

/** The opposite: what it looked at is not needed to give the row again. */
export function notOf(condition: Condition): Condition {
  return {
    holds: (row) => {
      const truth = condition.holds(row);
      return truth === null ? null : !truth;
    },
    rests: () => NOTHING,
    uses: condition.uses,
  };
}

/** That a row agrees with some row of another relation on all attributes that both have. */
export function agreesWith(input: Relation, other: Relation): Condition {
  checkJoinable(input, other);
  const shared = names(input).filter((name) => names(other).includes(name));
  return {
    holds: (row) => or(other.rows.map((their) => agree(row, their, shared))),
    rests: (row) =>
      together(
        other.rows.filter((their) => agree(row, their, shared) === true)
          .map(({ from }) => from),
      ),
    uses: shared,
    decided: together([decidedOf(other), lookedAtBy(other, shared)]),
  };
}

/** Pairs of rows that agree on what both have; `outer` keeps left rows without a partner. */
export function join(
  left: Relation,
  right: Relation,
  outer = false,
): Relation {
  checkJoinable(left, right);
  const shared = names(left).filter((name) => names(right).includes(name));
  const keys = new Set([...keyNames(left), ...keyNames(right)]);
  const own = right.attributes.filter(({ name }) => !shared.includes(name));
  const nothing = Object.fromEntries(own.map(({ name }) => [name, null]));
  const rows = left.rows.flatMap((mine) => {
    const found = right.rows
      .filter((their) => agree(mine, their, shared) === true)
      .map((their) => ({
        cells: { ...their.cells, ...mine.cells },
        from: together([mine.from, their.from]),
      }));
    if (found.length > 0 || !outer) return found;
    return [{ cells: { ...nothing, ...mine.cells }, from: mine.from }];
  });
  const theirs = lookedAtOf(right);
  const attributes = [...left.attributes, ...own].map((attribute) => ({
    ...elsewhere(attribute),
    isKey: keys.has(attribute.name),
    lookedAt: together([
      attribute.lookedAt ?? NOTHING,
      theirs.get(attribute.name) ?? NOTHING,
    ]),
  }));
  const decided = together([
    ...[left, right].map(decidedOf),
    ...[left, right].map((side) => lookedAtBy(side, shared)),
  ]);
  return { attributes, rows, decided };
}

/** A new attribute: what it is computed of, or the attribute that it is. */
export interface NewAttribute {
  readonly name: string;
  readonly source: string | null;
  /** What it is computed of. */
  readonly of?: string;
  readonly isNumber: boolean;
  readonly value: (cells: Readonly<Record<string, Cell>>) => Cell;
}

/**
 * Keeps the key (but for what is renamed) and the attributes named, and adds new ones: renamed ones where the old one
 * was, which decides between rows that are sorted alike, computed ones behind.
 */
export function project(
  input: Relation,
  kept: readonly string[],
  fresh: readonly NewAttribute[],
): Relation {
  const renamed = fresh.map(({ source }) => source);
  const stay = input.attributes.filter(({ name, isKey }) =>
    !renamed.includes(name) && (isKey || kept.includes(name))
  );
  const lookedAt = lookedAtOf(input);
  const newOnes = (from: string | null, isKey: boolean): Attribute[] =>
    fresh.filter(({ source }) => source === from)
      .map(({ name, isNumber, of }) => ({
        name,
        isNumber,
        isKey,
        lookedAt: lookedAt.get(from ?? of ?? "") ?? NOTHING,
        isComputed: from === null || !isOfTable(input, from),
      }));
  const attributes = [
    ...input.attributes.map(elsewhere).flatMap((old) => [
      ...stay.map(elsewhere).filter(({ name }) => name === old.name),
      ...newOnes(old.name, old.isKey),
    ]),
    ...newOnes(null, false),
  ];
  const rows = input.rows.map(({ cells, from }) => ({
    cells: Object.fromEntries([
      ...stay.map(({ name }) => [name, cells[name]!]),
      ...fresh.map(({ name, value }) => [name, value(cells)]),
    ]),
    from,
  }));
  return { attributes, rows, decided: decidedOf(input) };
}

/** The rows of two relations with the same key, each key once. */
export function unite(left: Relation, right: Relation): Relation {
  const key = keyNames(left);
  if (key.toSorted().join() !== keyNames(right).sort().join()) {
    throw new Refused("keys differ");
  }
  const others = (relation: Relation) =>
    relation.attributes.filter(({ isKey }) => !isKey);
  const taken = others(right).map(({ name }) => name);
  if (others(left).some(({ name }) => taken.includes(name))) {
    throw new Refused("a shared secondary attribute");
  }
  const theirs = lookedAtOf(right);
  const attributes = [...left.attributes, ...others(right)].map((one) => ({
    ...elsewhere(one),
    lookedAt: together([
      one.lookedAt ?? NOTHING,
      theirs.get(one.name) ?? NOTHING,
    ]),
  }));
  const nothing = Object.fromEntries(
    attributes.map(({ name }) => [name, null]),
  );
  const rows = new Map<string, NaiveRow>();
  for (const { cells, from } of [...left.rows, ...right.rows]) {
    const id = JSON.stringify(key.map((name) => cells[name]));
    const before = rows.get(id) ?? { cells: nothing, from: NOTHING };
    rows.set(id, {
      cells: { ...before.cells, ...cells },
      from: together([before.from, from]),
    });
  }
  const decided = together([left, right].map(decidedOf));
  return { attributes, rows: [...rows.values()], decided };
}

/** Unknown where no part is false and one is unknown. */
export function and(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

/** Unknown where no part is true and one is unknown. */
export function or(parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true;
  return parts.includes(null) ? null : false;
}

function resting(row: NaiveRow, more: ReadonlySet<string>): NaiveRow {
  return { cells: row.cells, from: together([row.from, more]) };
}

function agree(a: NaiveRow, b: NaiveRow, shared: readonly string[]): Truth {
  return and(shared.map((name): Truth => {
    const [mine, theirs] = [a.cells[name], b.cells[name]];
    return mine === null || theirs === null ? null : mine === theirs;
  }));
}

function checkJoinable(left: Relation, right: Relation): void {
  const secondary = (relation: Relation) =>
    relation.attributes.filter(({ isKey }) => !isKey).map(({ name }) => name);
  const theirs = secondary(right);
  if (secondary(left).some((name) => theirs.includes(name))) {
    throw new Refused("a secondary attribute of both");
  }
}
