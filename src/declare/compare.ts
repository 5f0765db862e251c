/**
 * A definition beside the table that is there already. DataJoint does not look; a class that says something else than its
 * table fails later, and elsewhere.
 *
 * @module
 */
import { commentType } from "../schema/definition.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import type { Attribute } from "./attribute_line.ts";
import { serverType, signSaid } from "./attribute_type.ts";
import type { CompiledTable } from "./compiled_table.ts";
import { sameDefault } from "./same_default.ts";

/** What differs, in words. */
export interface Differences {
  /** Each of these makes the table another one. */
  readonly structure: readonly string[];
  /** Comments that say something else. */
  readonly comments: readonly string[];
}

/** Finds what differs between a definition and the table of that name. */
export function differences(
  wanted: CompiledTable,
  found: TableInfo,
): Differences {
  const columns = new Map(found.columns.map((each) => [each.name, each]));
  const structure = [
    ...nameDifferences(wanted, found),
    ...keyDifferences(wanted, found),
    ...foreignKeyDifferences(wanted, found),
    ...uniqueDifferences(wanted, found),
  ];
  const comments: string[] = [];
  if (stored(wanted.comment) !== stored(found.comment)) {
    comments.push(`the table's comment is ${JSON.stringify(found.comment)}`);
  }
  for (const attribute of wanted.attributes) {
    const column = columns.get(attribute.name);
    if (column === undefined) continue;
    structure.push(...columnDifferences(attribute, column));
    const { comment } = commentType(attribute.comment);
    if (stored(comment) !== stored(column.comment)) {
      comments.push(
        `the comment of ${column.name} is ${JSON.stringify(column.comment)}`,
      );
    }
  }
  return { structure, comments };
}

/** The server keeps comments in a character set without the rarer characters. */
function stored(comment: string): string {
  return comment.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, "?").trim();
}

function nameDifferences(wanted: CompiledTable, found: TableInfo): string[] {
  const here = new Set(found.columns.map(({ name }) => name));
  const there = new Set(wanted.attributes.map(({ name }) => name));
  return [
    ...[...there].filter((name) => !here.has(name))
      .map((name) => `the table has no ${name}`),
    ...found.columns.filter(({ name, nullable, default: initial }) =>
      // What DataJoint adds by itself (add_hidden_timestamp) is not in definitions.
      !there.has(name) &&
      !(name.startsWith("_") && (nullable || initial !== null))
    ).map(({ name }) => `the definition has no ${name}`),
  ];
}

function keyDifferences(wanted: CompiledTable, found: TableInfo): string[] {
  const [is, was] = [wanted.primaryKey, found.primaryKey];
  const isSame = is.length === was.length &&
    is.every((name) => was.includes(name));
  return isSame ? [] : [`the table's primary key is (${was.join(", ")})`];
}

function foreignKeyDifferences(
  wanted: CompiledTable,
  found: TableInfo,
): string[] {
  const text = (
    key: Pick<
      TableInfo["foreignKeys"][number],
      "columns" | "parent" | "parentColumns"
    >,
  ) => {
    const pairs = key.columns.map((name, i) =>
      `${name} = ${key.parentColumns[i]}`
    );
    return `${key.parent} (${pairs.toSorted().join(", ")})`;
  };
  const here = new Set(found.foreignKeys.map(text));
  const there = new Set(wanted.foreignKeys.map(text));
  return [
    ...[...there.difference(here)].map((key) =>
      `the table does not refer to ${key}`
    ),
    ...[...here.difference(there)].map((key) => `the table refers to ${key}`),
  ];
}

function columnDifferences(attribute: Attribute, column: Column): string[] {
  const { name } = column;
  const told = commentType(attribute.comment);
  const found: string[] = [];
  if (!sameType(attribute.type, column.type)) {
    found.push(`${name} is ${column.type}, not ${attribute.type}`);
  }
  const special = SPECIAL[column.kind] ?? null;
  if (told.special !== special || told.store !== column.store) {
    const text = special === null
      ? `plain ${column.type}`
      : `${special}${column.store === null ? "" : `@${column.store}`}`;
    found.push(`${name} holds ${text}`);
  }
  if (attribute.nullable !== column.nullable && attribute.saysNull) {
    found.push(`${name} is ${column.nullable ? "" : "not "}nullable`);
  }
  if (!attribute.isInherited && !sameDefault(attribute, column)) {
    found.push(`the default of ${name} is ${column.default ?? "none"}`);
  }
  if (/auto_increment|serial/i.test(attribute.type) !== column.autoIncrement) {
    found.push(
      `${name} ${column.autoIncrement ? "counts" : "does not count"} by itself`,
    );
  }
  return found;
}

const SPECIAL: Readonly<Record<string, string>> = {
  uuid: "uuid",
  filepath: "filepath",
  attach: "attach",
  external: "blob",
};

function sameType(wanted: string, found: string): boolean {
  const [a, b] = [wanted, found].map(plainType);
  // MariaDB has no JSON type of its own.
  return a === b || a === "json" && b === "longtext";
}

function plainType(type: string): string {
  return signSaid(serverType(type)).replace(
    /^decimal\((\d+)\)/,
    "decimal($1,0)",
  )
    .replace(/^year\(\d\)/, "year").replace(/\(0\)$/, "")
    .replace(/^(\w+)/, (word) => word.toLowerCase());
}

function uniqueDifferences(wanted: CompiledTable, found: TableInfo): string[] {
  const there = new Set(
    wanted.indexes.filter(({ isUnique, attributes }) =>
      isUnique && attributes.length > 0
    ).map(({ attributes }) => attributes.join(", ")),
  );
  for (const { name, type } of wanted.attributes) {
    if (/^serial$/i.test(type)) there.add(name);
  }
  const here = new Set(
    (found.indexes ?? []).filter(({ isUnique, columns, lengths }) =>
      isUnique && !columns.includes(null) &&
      lengths.every((length) => length === null)
    )
      .map(({ columns }) => columns.join(", ")),
  );
  return [
    ...[...there.difference(here)].map((key) => `(${key}) is not unique`),
    ...[...here.difference(there)].map((key) => `(${key}) is unique`),
  ];
}
