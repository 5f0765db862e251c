/**
 * A line that declares an index: `index (a, b)`, `unique index (a)`, `index (settings.name:char(10))` (DataJoint 0.14,
 * `datajoint/declare.py`, `compile_index`).
 *
 * @module
 */
import { quoteName } from "../sql/identifier.ts";
import { type DefinitionLine, lineError } from "./definition_lines.ts";

/** An index, as it will be declared. */
export interface Index {
  readonly isUnique: boolean;
  /** Each part as SQL. */
  readonly parts: readonly string[];
  /** The attributes that it is over, in order; empty where it is over expressions. */
  readonly attributes: readonly string[];
  readonly line: DefinitionLine;
}

/**
 * Reads a line.
 *
 * @param names Attributes of the table, those of lines below included.
 * @throws {DefinitionError} The message names the line, what is wrong, and what is wanted.
 */
export function indexOf(
  line: DefinitionLine,
  names: ReadonlySet<string>,
): Index {
  const [, unique, inside] =
    /^(unique\s+)?index\s*\(\s*([^]*)\)(?:\s*#.*)?$/i.exec(line.text) ?? [];
  if (inside === undefined) {
    const behind = /\)\s*([^)]+)$/.exec(line.text)?.[1];
    const found = behind === undefined
      ? "its brackets are not closed"
      : `${JSON.stringify(behind)} stands behind its brackets`;
    throw lineError(line, found, FORM);
  }
  const texts = inside.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  const parts = texts.map((text) => partOf(line, names, text.trim()));
  if (parts.length === 0) throw lineError(line, "it names nothing", FORM);
  return {
    isUnique: unique !== undefined,
    parts: parts.map(({ sql }) => sql),
    attributes: parts.every(({ isWhole }) => isWhole)
      ? parts.map(({ name }) => name)
      : [],
    line,
  };
}

/** Writes an index for `CREATE TABLE`. */
export function indexSql({ isUnique, parts }: Index): string {
  return `${isUnique ? "unique " : ""}index (${parts.join(",")})`;
}

const FORM = "index (attribute, …) or unique index (attribute, …)";

interface Part {
  readonly sql: string;
  readonly name: string;
  /** True where it is all of an attribute. */
  readonly isWhole: boolean;
}

/** An attribute, its first characters, an order. */
const PLAIN = /^`?([a-z]\w*)`?\s*(\(\s*\d{1,4}\s*\))?(\s+(?:asc|desc))?$/i;
/** A place in a JSON attribute, with the type of what is there. */
const IN_JSON =
  /^([a-z]\w*)\.([\w.*[\]]+)(?::(\w+(?:\(\s*\d+(?:\s*,\s*\d+)?\s*\))?))?$/i;

function partOf(
  line: DefinitionLine,
  names: ReadonlySet<string>,
  text: string,
): Part {
  const [, plain, size = "", order = ""] = PLAIN.exec(text) ?? [];
  const [, json, path, type] = IN_JSON.exec(text) ?? [];
  const name = plain ?? json;
  if (name === undefined) {
    throw lineError(
      line,
      `${JSON.stringify(text)} is no attribute`,
      "an attribute, name(length), or a place in a JSON attribute such as settings.name:char(10)",
    );
  }
  if (!names.has(name)) {
    throw lineError(
      line,
      `the table has no attribute ${name}`,
      `one of ${[...names].join(", ")}`,
    );
  }
  if (plain !== undefined) {
    const sql = quoteName(name) + size + order;
    return { sql, name, isWhole: size === "" };
  }
  const returning = type === undefined ? "" : ` returning ${type}`;
  const sql = `(json_value(${
    quoteName(name)
  }, _utf8mb4'$.${path}'${returning}))`;
  return { sql, name, isWhole: false };
}
