/**
 * TypeScript for the rows of a schema's tables.
 *
 * @module
 */
import { classNameOf } from "../schema/definition.ts";
import { defaultOf } from "../schema/default_value.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { unquoted } from "../sql/quoted.ts";

/** A table, by the name that it has in its schema's object. */
export interface NamedTable {
  readonly name: string;
  readonly info: TableInfo;
  readonly parts: readonly NamedTable[];
}

/** A schema and its tables. */
export interface NamedSchema {
  readonly schema: string;
  readonly tables: readonly NamedTable[];
}

/** How every file begins that `rowTypes` has written. */
export const FILE_MARK = "// Row types, written by `spyglass types`";

/**
 * Writes a module of types: an interface a schema, for `db.schema<…>(…)`, and one a table, with `row`, `key` and `insert`.
 *
 * @param schemas What to write.
 * @param from Where the module takes `TypedTable` from.
 */
export function rowTypes(
  schemas: readonly NamedSchema[],
  from: string,
): string {
  const names = new Names();
  const parts = schemas.map(({ schema, tables }) => {
    const name = names.take(classNameOf(schema));
    const written: string[] = [];
    const members = tables.map((table) =>
      memberText(names, name, table, written, "  ")
    );
    const example = JSON.stringify(schema);
    return [
      ...written,
      docText(
        `The tables of ${schema}: \`db.schema<${name}>(${example})\`.`,
        "",
      ),
      `export interface ${name} {\n${members.join("\n")}\n}`,
    ].join("\n");
  });
  const list = schemas.map(({ schema }) => commentText(schema)).join(" ");
  return `${FILE_MARK} ${list}: write it again when tables have changed.
import type { TypedTable } from ${JSON.stringify(from)};

${parts.join("\n\n")}
`;
}

/** Gives each name once. */
class Names {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const word = wanted.replaceAll(/[^\p{L}\p{N}_$]/gu, "_");
    const base = /^[\p{L}_$]/u.test(word) ? word : `_${word}`;
    let name = base;
    for (let i = 2; this.#taken.has(name); i++) name = `${base}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** A property of the schema, or of a master; the types of its table are added to `written`. */
function memberText(
  names: Names,
  prefix: string,
  { name, info, parts }: NamedTable,
  written: string[],
  indent: string,
): string {
  const type = names.take(prefix + name);
  written.push(tableText(type, info), "");
  const members = parts.map((part) =>
    memberText(names, type, part, written, `${indent}  `)
  );
  const more = members.length === 0
    ? ""
    : ` & {\n${members.join("\n")}\n${indent}}`;
  return `${
    docText(info.comment || info.fullName, indent)
  }\n${indent}readonly ${propertyName(name)}: TypedTable<${type}>${more};`;
}

function tableText(type: string, info: TableInfo): string {
  const row = info.columns.map((column) =>
    `${docOf(column)}    readonly ${propertyName(column.name)}: ${
      withNull(column, readType(column))
    };`
  );
  const insert = info.columns.filter(({ generated }) => !generated).map((
    column,
  ) =>
    `    readonly ${propertyName(column.name)}${
      isOptional(column) ? "?" : ""
    }: ${
      isOptional(column)
        ? `${insertType(column)} | null`
        : withNull(column, insertType(column))
    };`
  );
  const key = info.primaryKey.map((name) => JSON.stringify(name)).join(" | ");
  return `${docText(`Rows of ${info.fullName}.`, "")}
export interface ${type} {
  readonly row: {
${row.join("\n")}
  };
  readonly key: ${key || "never"};
  readonly insert: {
${insert.join("\n")}
  };
}`;
}

/** What a read gives. */
function readType(column: Column): string {
  switch (column.kind) {
    case "integer":
      return /^bigint/i.test(column.type) ? "number | bigint" : "number";
    case "float":
    case "double":
    case "year":
      return "number";
    case "bit":
      return "number | bigint";
    case "enum":
      return enumType(column.type) ?? "string";
    case "binary":
      return "Uint8Array";
    case "json":
    case "blob":
    case "external":
    case "geometry":
      return "unknown";
    default:
      return "string";
  }
}

/** What an insert takes: more than a read gives, where one value has several forms. */
function insertType(column: Column): string {
  switch (column.kind) {
    case "decimal":
      return "string | number";
    case "integer":
      if (/^tinyint/i.test(column.type)) return "number | boolean";
      return readType(column);
    case "string":
      return /^longtext/i.test(column.type) ? "unknown" : "string";
    case "date":
    case "time":
    case "datetime":
    case "timestamp":
      return "string";
    default:
      return readType(column);
  }
}

function withNull({ nullable }: Column, type: string): string {
  return nullable && type !== "unknown" ? `${type} | null` : type;
}

function isOptional(column: Column): boolean {
  return column.nullable || column.autoIncrement || defaultOf(column) !== null;
}

/** The texts that an ENUM allows; a SET holds several at once. */
function enumType(type: string): string | null {
  if (!/^enum\(/i.test(type)) return null;
  const values = [...type.matchAll(/'(?:[^']|'')*'/g)]
    .map(([quoted]) => JSON.stringify(unquoted(quoted) ?? quoted));
  return values.length === 0 ? null : values.join(" | ");
}

function propertyName(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && name !== "__proto__"
    ? name
    : JSON.stringify(name);
}

function docOf({ comment }: Column): string {
  return comment === "" ? "" : `${docText(comment, "    ")}\n`;
}

function docText(text: string, indent: string): string {
  return `${indent}/** ${commentText(text)} */`;
}

/** A text that stays in its comment. */
function commentText(text: string): string {
  return text.replaceAll("*/", "* /").replaceAll(/[\r\n\u2028\u2029]+/g, " ");
}
