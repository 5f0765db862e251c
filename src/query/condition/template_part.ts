/**
 * What may stand in a template's `${}` as a part of its text, and how the parts become one text with values.
 *
 * @module
 */
import { columnName } from "../../sql/identifier.ts";
import { VALUE_MARK } from "../../sql/tokens.ts";

/** A column, usable in `${}`: `Electrode.columns.electrode_id`. */
export class ColumnRef {
  /** The column's name in the database. */
  readonly name: string;
  /** What the database says of it. */
  readonly comment: string;
  /** Its type, as the server writes it. */
  readonly type: string;

  /** Columns are made by tables. */
  constructor(name: string, type: string, comment: string) {
    this.name = name;
    this.type = type;
    this.comment = comment;
  }
}

/** SQL text that is taken as it is: the only unescaped way into a query. */
export class RawSql {
  /** The text. */
  readonly text: string;

  /** Made by `sql.raw` and `sql.id`. */
  constructor(text: string) {
    this.text = text;
  }
}

/** A template that is a part of another one: `` sql`…` ``. */
export class SqlTemplate {
  /** Raw texts between the values. */
  readonly strings: readonly string[];
  /** What stood in `${}`. */
  readonly values: readonly unknown[];

  /** Made by the tag `sql`. */
  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }
}

/** A value of a template, and what to call its place in an error. */
export interface PlacedValue {
  readonly value: unknown;
  readonly where: string;
}

/** A template as one text, with {@linkcode VALUE_MARK} where a value goes. */
export interface FlatTemplate {
  readonly text: string;
  readonly values: readonly PlacedValue[];
}

/**
 * Puts a template's parts together: columns, raw texts and inner templates become text; everything else becomes a
 * mark and a value.
 *
 * @throws {SyntaxError} A NUL character.
 */
export function flatten(
  strings: readonly string[],
  values: readonly unknown[],
  inside = "",
): FlatTemplate {
  if (values.every(isPlain)) {
    return {
      text: markedText(strings),
      values: values.map((value, i) => ({ value, where: place(i, inside) })),
    };
  }
  const texts: string[] = [];
  const found: PlacedValue[] = [];
  for (const [i, string] of strings.entries()) {
    texts.push(checked(string));
    if (i >= strings.length - 1) break;
    const value = values[i];
    const where = place(i, inside);
    if (value instanceof ColumnRef) texts.push(columnName(value.name));
    else if (value instanceof RawSql) texts.push(checked(value.text));
    else if (value instanceof SqlTemplate) {
      const inner = flatten(value.strings, value.values, ` in ${where}`);
      texts.push(inner.text);
      for (const each of inner.values) found.push(each);
    } else {
      texts.push(VALUE_MARK);
      found.push({ value, where });
    }
  }
  return { text: texts.join(""), values: found };
}

/** One literal, wherever it stands, and never a part of the text. */
export function isPlain(value: unknown): value is number | string {
  return typeof value === "number" || typeof value === "string";
}

/** The texts with marks between them; those of a template in a loop are put together once. */
function markedText(strings: readonly string[]): string {
  let text = MARKED.get(strings);
  if (text === undefined) {
    text = strings.map(checked).join(VALUE_MARK);
    MARKED.set(strings, text);
  }
  return text;
}

const MARKED = new WeakMap<readonly string[], string>();

/** What a value's place is called in an error. */
function place(index: number, inside: string): string {
  return inside === ""
    ? PLACES[index] ??= `\${} number ${index + 1}`
    : `\${} number ${index + 1}${inside}`;
}

const PLACES: string[] = [];

/** A template literal can hold a back-quote, or `${`, only behind a backslash, which SQL has no use for. */
export function templateTexts(
  strings: TemplateStringsArray,
): readonly string[] {
  let texts = TEXTS.get(strings);
  if (texts === undefined) {
    texts = strings.raw.map((text) => text.replaceAll(/\\(`|\$\{)/g, "$1"));
    TEXTS.set(strings, texts);
  }
  return texts;
}

/** A template in a loop is the same object each time. */
const TEXTS = new WeakMap<TemplateStringsArray, readonly string[]>();

function checked(text: string): string {
  if (!text.includes(VALUE_MARK)) return text;
  throw new SyntaxError(
    "Cannot use a restriction: found a NUL character, wanted SQL text",
  );
}
