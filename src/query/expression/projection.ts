/**
 * Projections: which attributes are kept, renamed or computed (`datajoint/expression.py`, `proj`).
 *
 * @module
 */
import {
  ColumnRef,
  type RawSql,
  type SqlTemplate,
} from "../condition/template_part.ts";
import { unknownName } from "../../names/unknown_name.ts";
import type { Computed, Expression, Item, Projected } from "./expression.ts";
import {
  type Attribute,
  computedAttribute,
  dependentOf,
  type Heading,
  headingWith,
  namesOf,
} from "./heading.ts";

/** SQL that computes an attribute, or the attribute that it is. */
export type ItemValue = string | SqlTemplate | RawSql | ColumnRef;

/**
 * New attributes: name → an attribute's name (renames it), one in parentheses (copies it), or SQL (computes it). See
 * {@linkcode Query.proj}.
 */
export type NewAttributes = Readonly<Record<string, ItemValue>>;

/**
 * What `proj` takes: names to keep, `"..."` for all, `"-name"` to leave one out, and new attributes. See
 * {@linkcode Query.proj}.
 */
export type ProjectionItem = string | NewAttributes;

/** Makes SQL over a heading's attributes of what the user wrote. */
export type ComputedMaker = (
  heading: Heading,
  name: string,
  value: Exclude<ItemValue, ColumnRef>,
) => Computed;

/**
 * Projects an expression.
 *
 * @throws {UnknownNameError} An attribute that it does not have.
 * @throws {TypeError} A name that would stand twice, a key attribute to leave out, or no SQL.
 */
export function projected(
  input: Expression,
  items: readonly ProjectionItem[],
  computed: ComputedMaker,
): Projected {
  const { heading } = input;
  const chosen = choose(heading, items, { computed });
  const name = `${heading.name}.proj(…)`;
  return {
    kind: "projected",
    input,
    items: chosen.items,
    heading: headingWith(
      { label: heading.label, name },
      chosen.columns,
      chosen.primaryKey,
    ),
  };
}

/** Attributes that were chosen. */
export interface Chosen {
  readonly items: readonly Item[];
  readonly columns: readonly Attribute[];
  readonly primaryKey: readonly string[];
}

/** How attributes are chosen. */
export interface ChooseOptions {
  readonly computed: ComputedMaker;
  /** What `"..."` stands for. @default {all attributes that are not in the key} */
  readonly all?: readonly string[];
}

/** Reads the items of a projection; see {@linkcode projected} for what it throws. */
export function choose(
  heading: Heading,
  items: readonly ProjectionItem[],
  { computed, all }: ChooseOptions,
): Chosen {
  const action = `Cannot project ${heading.label}`;
  const names = items.filter((item) => typeof item === "string");
  const fresh = new Map<string, NewItem>();
  for (const item of items) {
    if (typeof item === "string") continue;
    for (const [name, value] of Object.entries(newAttributes(item, action))) {
      if (fresh.has(name)) throw twice(action, name);
      fresh.set(name, newItem(heading, name, value, action));
    }
  }
  const renamed = [...fresh.values()].flatMap(({ source, isCopy }) =>
    source !== null && !isCopy ? [source] : []
  );
  const kept = keptNames(heading, names, renamed, {
    action,
    all: all ?? dependentOf(heading).map(({ name }) => name),
  });
  for (const name of fresh.keys()) {
    if (kept.has(name)) throw twice(action, name);
  }
  return inOrder(heading, kept, fresh, computed);
}

interface NewItem {
  readonly source: string | null;
  readonly isCopy: boolean;
  readonly value: Exclude<ItemValue, ColumnRef>;
}

function newAttributes(item: unknown, action: string): NewAttributes {
  const prototype = typeof item === "object" && item !== null
    ? Object.getPrototypeOf(item)
    : undefined;
  if (prototype === Object.prototype || prototype === null) {
    return item as NewAttributes;
  }
  throw new TypeError(
    `${action}: received ${
      item === null ? "null" : Array.isArray(item) ? "an array" : typeof item
    }, wanted names of attributes, "...", "-name", or an object: { new_name: "old_name", computed: "SQL" }`,
  );
}

function newItem(
  heading: Heading,
  name: string,
  value: ItemValue,
  action: string,
): NewItem {
  if (name === "" || name.includes("\0") || [...name].length > 64) {
    throw new RangeError(
      `${action}: received the name ${
        JSON.stringify(name.slice(0, 80))
      }, wanted 1 to 64 characters`,
    );
  }
  if (value instanceof ColumnRef) {
    const source = existing(heading, value.name, action);
    return { source, isCopy: false, value: value.name };
  }
  if (typeof value !== "string") {
    if (typeof value === "object" && value !== null) {
      return { source: null, isCopy: false, value };
    }
    throw new TypeError(
      `${action}: received ${value === null ? "null" : typeof value} for ${
        JSON.stringify(name)
      }, wanted the name of an attribute, or SQL text`,
    );
  }
  return { ...sourceOf(heading, value, action), value };
}

/** A name alone renames, a name in parentheses copies; anything else is SQL. */
function sourceOf(
  heading: Heading,
  value: string,
  action: string,
): Pick<NewItem, "source" | "isCopy"> {
  const text = value.trim();
  const inner = /^\(\s*([^]*?)\s*\)$/.exec(text)?.[1];
  const names = namesOf(heading);
  if (names.includes(text)) return { source: text, isCopy: false };
  if (inner !== undefined && names.includes(inner)) {
    return { source: inner, isCopy: true };
  }
  const name = inner ?? text;
  if (!NAME.test(name) || CONSTANTS.test(name)) {
    return { source: null, isCopy: false };
  }
  return {
    source: existing(heading, name, action),
    isCopy: inner !== undefined,
  };
}

const NAME = /^[A-Za-z_]\w*$/;
const CONSTANTS = /^(?:null|true|false|current_\w+|localtime\w*|utc_\w+)$/i;

function keptNames(
  heading: Heading,
  names: readonly string[],
  renamed: readonly string[],
  { action, all }: { action: string; all: readonly string[] },
): Set<string> {
  const known = namesOf(heading);
  const isMinus = (name: string) =>
    name.trim().startsWith("-") && !known.includes(name);
  const kept = new Set(
    heading.primaryKey.filter((name) => !renamed.includes(name)),
  );
  for (const name of names) {
    if (name === "..." && !known.includes(name)) {
      for (const each of all) if (!renamed.includes(each)) kept.add(each);
    } else if (!isMinus(name)) kept.add(existing(heading, name, action));
  }
  for (const name of names.filter(isMinus)) {
    const left = existing(heading, name.trim().slice(1).trim(), action);
    if (heading.primaryKey.includes(left)) {
      throw new TypeError(
        `${action}: ${left} is in the primary key, wanted another attribute to leave out; a key can be renamed, not left out`,
      );
    }
    kept.delete(left);
  }
  return kept;
}

function existing(heading: Heading, name: string, action: string): string {
  const names = namesOf(heading);
  if (names.includes(name)) return name;
  throw unknownName(
    action,
    `${heading.label} has no column ${JSON.stringify(name)}`,
    name,
    names,
  );
}

function twice(action: string, name: string): TypeError {
  return new TypeError(
    `${action}: ${
      JSON.stringify(name)
    } would stand there twice, wanted each name once`,
  );
}

/** In the order of the heading, a new name right behind the attribute that it is; what is computed comes last. */
function inOrder(
  heading: Heading,
  kept: ReadonlySet<string>,
  fresh: ReadonlyMap<string, NewItem>,
  computed: ComputedMaker,
): Chosen {
  const items: Item[] = [];
  const columns: Attribute[] = [];
  const add = (name: string, column: Attribute) => {
    items.push({ name, source: column.name, value: null });
    columns.push({ ...column, name });
  };
  const isCopyOrder = [false, true];
  for (const column of heading.columns) {
    if (kept.has(column.name)) add(column.name, column);
    for (const copies of isCopyOrder) {
      for (const [name, { source, isCopy }] of fresh) {
        if (source === column.name && isCopy === copies) add(name, column);
      }
    }
  }
  for (const [name, { source, value }] of fresh) {
    if (source !== null) continue;
    items.push({ name, source: null, value: computed(heading, name, value) });
    columns.push(computedAttribute(name));
  }
  const key = new Set(heading.primaryKey);
  return {
    items,
    columns,
    primaryKey: items.filter(({ source }) => source !== null && key.has(source))
      .map(({ name }) => name),
  };
}
