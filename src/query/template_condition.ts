/**
 * Templates as conditions: `` Electrode`electrode_id > ${125}` ``.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import { Fragment, fragment } from "../sql/fragment.ts";
import { columnName } from "../sql/identifier.ts";
import { type Token, tokenize, VALUE_MARK } from "../sql/tokens.ts";
import { sqlValue, uuidBytes } from "./column_value.ts";
import { type Condition, textCondition } from "./condition.ts";
import type { QueryContext } from "./context.ts";
import {
  isList,
  listFragment,
  objectCondition,
  type RestrictionObject,
} from "./object_condition.ts";
import { portable } from "./portable_text.ts";

/** A column, usable in `${}`: `Electrode.columns.electrode_id`. */
export class ColumnRef {
  readonly name: string;
  readonly comment: string;
  readonly type: string;
  constructor(name: string, type: string, comment: string) {
    this.name = name;
    this.type = type;
    this.comment = comment;
  }
}

/** SQL text that is taken as it is: the only unescaped way into a query. */
export class RawSql {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template that is a part of another one: `` sql`…` ``. */
export class SqlTemplate {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }
}

/**
 * Makes a template, or a plain text (a template without values), into a condition.
 *
 * @param strings The template's raw texts: `a\_b` stays as it was written.
 * @throws {SyntaxError} Unbalanced quotes or parentheses, comments, `;`.
 * @throws {TypeError} A value that has no one meaning; the message says which `${}`.
 */
export function templateCondition(
  context: QueryContext,
  table: TableInfo,
  strings: readonly string[],
  values: readonly unknown[],
): Condition {
  const flat = flatten(strings, values);
  if (flat.text.trim() === "") {
    throw new SyntaxError(
      "Cannot use a restriction: the text is empty, wanted a SQL condition; use {} or true for all rows",
    );
  }
  const { tokens, byKeys, hasSubquery } = portable(
    tokenize(flat.text),
    table.columns.map((column) => column.name),
  );
  const parts = tokens.map((token, i) => {
    if (token.kind !== "value") return fragment(token.text);
    return part(
      context,
      table,
      flat.values.shift(),
      tokens,
      i,
      `\${} number ${
        values.length === flat.count ? flat.count - flat.values.length : "?"
      }`,
    );
  });
  return textCondition(fragment("(", ...trim(parts), ")"), {
    byKeys,
    untraced: hasSubquery,
  });
}

/** Raw texts and inner templates become text; everything else becomes a mark and a value. */
function flatten(
  strings: readonly string[],
  values: readonly unknown[],
): { text: string; values: unknown[]; count: number } {
  const text: string[] = [];
  const found: unknown[] = [];
  for (const [i, string] of strings.entries()) {
    if (string.includes(VALUE_MARK)) {
      throw new SyntaxError(
        "Cannot use a restriction: found a NUL character, wanted SQL text",
      );
    }
    text.push(string);
    if (i >= strings.length - 1) break;
    const value = values[i];
    if (value instanceof RawSql) text.push(flatten([value.text], []).text);
    else if (value instanceof SqlTemplate) {
      const inner = flatten(value.strings, value.values);
      text.push(inner.text);
      found.push(...inner.values);
    } else {
      text.push(VALUE_MARK);
      found.push(value);
    }
  }
  return { text: text.join(""), values: found, count: found.length };
}

function part(
  context: QueryContext,
  table: TableInfo,
  value: unknown,
  tokens: readonly Token[],
  at: number,
  where: string,
): Fragment {
  if (value instanceof ColumnRef) return fragment(columnName(value.name));
  const uuid = isComparedWithUuid(table, tokens, at);
  if (isList(value)) {
    const items = Array.from(value);
    if (items.some(isPlainObject)) {
      return anyObject(context, table, items as RestrictionObject[]);
    }
    return listFragment(items.map((item) => plain(item, where, uuid)));
  }
  if (isPlainObject(value)) {
    return fragment("(", objectCondition(context, table, value).text, ")");
  }
  return plain(value, where, uuid);
}

function plain(value: unknown, where: string, uuid: boolean): Fragment {
  if (uuid && typeof value === "string") {
    return fragment({ value: uuidBytes(value, where) });
  }
  return fragment({ value: sqlValue(value, where) });
}

function anyObject(
  context: QueryContext,
  table: TableInfo,
  objects: readonly RestrictionObject[],
): Fragment {
  const texts = objects.map((object) =>
    fragment("(", objectCondition(context, table, object).text, ")")
  );
  return fragment(
    "(",
    ...texts.flatMap((text, i) => i === 0 ? [text] : ["OR", text]),
    ")",
  );
}

/** A UUID is 16 bytes there and text here: `sorting_id = ${"…"}` must compare bytes. */
function isComparedWithUuid(
  table: TableInfo,
  tokens: readonly Token[],
  at: number,
): boolean {
  const before = tokens.slice(0, at).filter((token) => token.kind !== "space");
  let i = before.length - 1;
  while (i >= 0 && /^(=|<|>|!|in|not)$/i.test(before[i]!.text)) i--;
  if (i === before.length - 1 || i < 0) return false;
  const name = before[i]!.text.replaceAll("`", "");
  return table.columns.some((column) =>
    column.name === name && column.kind === "uuid"
  );
}

function isPlainObject(value: unknown): value is RestrictionObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** White space at both ends of the template is layout, not condition. */
function trim(parts: readonly Fragment[]): readonly Fragment[] {
  const isSpace = (item: Fragment | undefined) =>
    item !== undefined &&
    item.parts.every((piece) =>
      typeof piece === "string" && piece.trim() === ""
    );
  let start = 0;
  let end = parts.length;
  while (start < end && isSpace(parts[start])) start++;
  while (end > start && isSpace(parts[end - 1])) end--;
  return parts.slice(start, end);
}
