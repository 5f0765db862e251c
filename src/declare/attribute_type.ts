/**
 * The type of an attribute: what DataJoint's language calls it and what the server is told (DataJoint 0.14,
 * `datajoint/declare.py`, `TYPE_PATTERN`). Types are read and written anew, never passed on as text: what follows a type
 * cannot become a statement of its own.
 *
 * @module
 */
import { quotedText } from "../sql/literal.ts";
import { unquoted } from "../sql/quoted.ts";

/** Where a type's values are, beside the column. */
export type TypeCategory =
  | "native"
  | "uuid"
  | "blob"
  | "attach"
  | "external blob"
  | "external attach"
  | "filepath";

/** A type, read. */
export interface AttributeType {
  readonly category: TypeCategory;
  /** As the server is told. */
  readonly sql: string;
  /** As it is written before the comment, between colons; `null` where the server's own type says all. */
  readonly special: string | null;
  readonly store: string | null;
}

/**
 * Reads a type.
 *
 * @returns `null` where DataJoint's language has no such type.
 *
 * @example
 * ```ts
 * import { attributeType } from "./attribute_type.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(attributeType("enum('a', \"b\")")?.sql, "enum('a','b')");
 * assertEquals(attributeType("filepath@raw")?.store, "raw");
 * assertEquals(attributeType("int) engine=memory"), null);
 * ```
 */
export function attributeType(text: string): AttributeType | null {
  const special = SPECIAL.exec(text);
  if (special) return specialType(text, special[1]!.toLowerCase(), special[2]);
  const sql = numberType(text) ?? plainType(text) ?? enumType(text);
  if (sql === null) return null;
  const category = /^(tiny|medium|long)?blob$/i.test(sql) ? "blob" : "native";
  return { category, sql, special: null, store: null };
}

/**
 * The server's name of a type, as a column that refers to one of that type is declared: other names of the same type and
 * display widths are left out, as DataJoint does when it reads a heading.
 */
export function serverType(sql: string): string {
  const bare = sql.toLowerCase().startsWith("enum")
    ? sql
    : sql.toLowerCase().replace(/ auto_increment| signed/g, "");
  if (/^bool(ean)?$/.test(bare)) return "tinyint";
  if (bare === "serial") return "bigint unsigned";
  return bare.replace(/^integer/, "int").replace(/^numeric/, "decimal")
    .replace(/^real/, "double").replace(/^(decimal)(?! ?\()/, "$1(10,0)")
    .replace(/^((?:tiny|small|medium|big)?int|float|double)\(\d+\)/, "$1");
}

const UUID_TYPE = "binary(16)";
const SPECIAL =
  /^(uuid|attach|(?:blob|attach|filepath)(?=@))(?:@([a-z][-\w]*))?$/i;

function specialType(
  text: string,
  word: string,
  store: string | undefined,
): AttributeType {
  const special = text;
  if (word === "uuid") {
    return { category: "uuid", sql: UUID_TYPE, special, store: null };
  }
  if (store === undefined) {
    return { category: "attach", sql: "LONGBLOB", special, store: null };
  }
  const category = word === "filepath" ? word : `external ${word}`;
  return {
    category: category as TypeCategory,
    sql: UUID_TYPE,
    special,
    store,
  };
}

const NUMBER =
  /^((?:tiny|small|medium|big)?int|integer|decimal|numeric|double|float|real)\s*(?:\(\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\))?((?:\s+(?:unsigned|signed|zerofill|auto_increment))*)$/i;

/** A number that is filled up with zeros has no sign, said or not; the server says it. */
export function signSaid(type: string): string {
  return type.replace(/^(?!.* unsigned)(.*) zerofill$/, "$1 unsigned zerofill")
    .replace(/ zerofill unsigned$/, " unsigned zerofill");
}

function numberType(text: string): string | null {
  const [, word, size, digits, words] = NUMBER.exec(text) ?? [];
  if (word === undefined) return null;
  const isWhole = /int/i.test(word);
  if (isWhole && digits !== undefined) return null;
  if (!isWhole && /auto_increment/i.test(words!)) return null;
  const sizes = [size, digits].filter((each) => each !== undefined);
  const inBrackets = sizes.length > 0 ? `(${sizes.join(",")})` : "";
  return [word + inBrackets, ...words!.trim().split(/\s+/)].join(" ").trim();
}

const PLAIN = [
  /^(bool|boolean|serial|json|date|year|blob|tinyblob|mediumblob|longblob)$/i,
  /^(datetime|time|timestamp|year)\s*(?:\(\s*(\d)\s*\))?$/i,
  /^(char|varchar)\s*\(\s*(\d{1,8})\s*\)$/i,
];

function plainType(text: string): string | null {
  for (const pattern of PLAIN) {
    const [, word, size] = pattern.exec(text) ?? [];
    if (word === undefined) continue;
    return size === undefined ? word : `${word}(${size})`;
  }
  return null;
}

function enumType(text: string): string | null {
  const inside = /^enum\s*\(\s*([^]+?)\s*\)$/i.exec(text)?.[1];
  if (inside === undefined) return null;
  const values: string[] = [];
  for (let rest = inside; rest !== "";) {
    const [found, quoted] = ENUM_VALUE.exec(rest) ?? [];
    const value = quoted === undefined ? null : unquoted(quoted);
    if (found === undefined || value === null) return null;
    values.push(value);
    rest = rest.slice(found.length);
    // A comma wants another value behind it.
    if (rest === "" && found.trimEnd().endsWith(",")) return null;
    if (rest !== "" && !found.trimEnd().endsWith(",")) return null;
  }
  return `enum(${values.map(quotedText).join(",")})`;
}

const ENUM_VALUE = /^('(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*")\s*,?\s*/;
