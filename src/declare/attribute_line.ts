/**
 * A line that declares an attribute: `name = default : type # comment` (DataJoint 0.14, `datajoint/declare.py`,
 * `compile_attribute`).
 *
 * @module
 */
import type { DefaultValue } from "../schema/default_value.ts";
import { quoteName } from "../sql/identifier.ts";
import { quotedText } from "../sql/literal.ts";
import {
  type AttributeType,
  attributeType,
  serverType,
} from "./attribute_type.ts";
import { type DefinitionLine, lineError } from "./definition_lines.ts";
import { indexOutsideQuotes, unescaped, unquoted } from "../sql/quoted.ts";

/** One attribute, as it will be declared. */
export interface Attribute {
  readonly name: string;
  /** The type as the server is told. */
  readonly type: string;
  readonly nullable: boolean;
  /** The default's text: `null`, `CURRENT_TIMESTAMP` and the like as they are, others as the value that they mean. */
  readonly default: DefaultValue | null;
  /** As it is stored, with `:uuid:` and the like. */
  readonly comment: string;
  /** False where NULL is neither asked for nor refused: a nullable foreign key, as DataJoint writes it. */
  readonly saysNull: boolean;
  /** The store that holds its values. */
  readonly store: string | null;
  /** Line that declared it. */
  readonly line: DefinitionLine;
  /** True where it came with a foreign key. */
  readonly isInherited: boolean;
}

/**
 * Reads a line.
 *
 * @throws {DefinitionError} The message names the line, what is wrong, and what is wanted.
 */
export function attributeOf(line: DefinitionLine): Attribute {
  const { name, initial, typeText, comment } = partsOf(line);
  const type = readType(line, typeText);
  const value = readDefault(line, initial);
  const nullable = initial.toLowerCase() === "null";
  checkDefault(line, type, nullable, value);
  const said = unescaped(comment);
  return {
    name,
    type: type.sql,
    nullable,
    default: nullable ? null : value,
    comment: type.special === null ? said : `:${type.special}:${said}`,
    saysNull: true,
    store: type.store,
    line,
    isInherited: false,
  };
}

/**
 * Writes an attribute for `CREATE TABLE`.
 */
export function attributeSql(attribute: Attribute): string {
  const { name, type, comment } = attribute;
  return [
    quoteName(name),
    type,
    ...initialSql(attribute),
    ...(comment === "" ? [] : [`COMMENT ${quotedText(comment)}`]),
  ].join(" ");
}

/** The type that an attribute has which refers to this one. */
export function inheritedType({ type }: Attribute): string {
  return serverType(type);
}

/** The most characters of a name. */
export const NAME_LENGTH = 64;

function initialSql(attribute: Attribute): string[] {
  if (attribute.nullable) return attribute.saysNull ? ["DEFAULT NULL"] : [];
  if (attribute.default === null) return ["NOT NULL"];
  const { isConstant, text } = attribute.default;
  return [`NOT NULL DEFAULT ${isConstant ? text : quotedText(text)}`];
}

interface Parts {
  readonly name: string;
  /** The text between `=` and `:`. */
  readonly initial: string;
  readonly typeText: string;
  readonly comment: string;
}

const FORM = "name : type, name = default : type, or either with # comment";

function partsOf(line: DefinitionLine): Parts {
  const { text } = line;
  const name = /^[a-z][a-z0-9_]*/.exec(text)?.[0];
  if (name === undefined) {
    const found = `it begins with ${JSON.stringify(text[0])}`;
    throw lineError(line, found, `${FORM}, the name in lower case`);
  }
  if (name.length > NAME_LENGTH) {
    const found = `the name has ${name.length} characters`;
    throw lineError(line, found, `${NAME_LENGTH} at most`);
  }
  const mark = /^\s*([^\s]?)/.exec(text.slice(name.length))!;
  const start = name.length + mark[0].length;
  if (mark[1] !== ":" && mark[1] !== "=") {
    const found = mark[1] === ""
      ? `${name} has no type`
      : `${JSON.stringify(text.slice(start - 1))} follows the name ${name}`;
    throw lineError(line, found, FORM);
  }
  const colon = mark[1] === ":"
    ? start - 1
    : indexOutsideQuotes(text, ":", start);
  if (colon < 0) throw lineError(line, `${name} has no type`, FORM);
  const hash = indexOutsideQuotes(text, "#", colon + 1);
  const end = hash < 0 ? text.length : hash;
  return {
    name,
    initial: mark[1] === ":" ? "" : text.slice(start, colon).trim(),
    typeText: text.slice(colon + 1, end).trim(),
    comment: readComment(line, hash < 0 ? "" : text.slice(hash + 1)),
  };
}

function readComment(line: DefinitionLine, text: string): string {
  const comment = text.replace(/#+$/, "").trim();
  if (!comment.startsWith(":")) return comment;
  throw lineError(
    line,
    'the comment begins with ":"',
    "another beginning: DataJoint keeps types there",
  );
}

const TYPES =
  "int, decimal(n, d), float, double, char(n), varchar(n), enum('a', 'b'), bool, date, time, datetime, timestamp, year, json, uuid, longblob, attach, blob@store, attach@store or filepath@store";

function readType(line: DefinitionLine, text: string): AttributeType {
  const type = attributeType(text);
  if (type !== null) return type;
  if (/^<.+>$/.test(text)) {
    throw lineError(
      line,
      `${text} is an adapted type, which is code of Python`,
      "a type of the database",
    );
  }
  const found = text === ""
    ? "there is no type"
    : `there is no type ${JSON.stringify(text)}`;
  throw lineError(line, found, TYPES);
}

const CONSTANT = /^(current_timestamp)\s*(\(\s*[0-6]?\s*\))?$/i;

function readDefault(
  line: DefinitionLine,
  text: string,
): DefaultValue | null {
  if (text === "" || text.toLowerCase() === "null") return null;
  if (CONSTANT.test(text)) return { isConstant: true, text };
  if (!/^["']/.test(text)) {
    return { isConstant: false, text: unescaped(text) };
  }
  const value = unquoted(text);
  if (value !== null) return { isConstant: false, text: value };
  throw lineError(
    line,
    `the default ${text} is not one quoted text`,
    "null, a number, CURRENT_TIMESTAMP, or a text in quotes",
  );
}

function checkDefault(
  line: DefinitionLine,
  type: AttributeType,
  nullable: boolean,
  value: DefaultValue | null,
): void {
  if (nullable && line.inKey) {
    throw lineError(
      line,
      "an attribute of the primary key is nullable",
      "a key without null; move it below ---",
    );
  }
  const isPacked = type.category.includes("blob") ||
    type.category.includes("attach");
  if (isPacked && value !== null) {
    throw lineError(
      line,
      "a blob or attachment has a default",
      "none, or null",
    );
  }
}
