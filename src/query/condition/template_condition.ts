/**
 * Templates as conditions: `` Electrode`electrode_id > ${125}` ``.
 *
 * @module
 */
import { Fragment, fragment } from "../../sql/fragment.ts";
import type { Token } from "../../sql/tokens.ts";
import {
  type Condition,
  constant,
  factsOf,
  textCondition,
} from "./condition.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import { preparedText } from "./prepared_text.ts";
import { flatten } from "./template_part.ts";
import {
  type Around,
  isSimple,
  simpleText,
  valueAt,
} from "./template_value.ts";

/**
 * Makes a template, or a plain text (a template without values), into a condition.
 *
 * @param strings The template's raw texts: `a\_b` stays as it was written.
 * @throws {SyntaxError} Unbalanced quotes or parentheses, comments, `;`.
 * @throws {TypeError} A value that has no one meaning; the message says which `${}`.
 */
export function templateCondition(
  context: QueryContext,
  heading: Heading,
  strings: readonly string[],
  values: readonly unknown[],
): Condition {
  const { condition, tokens } = templateText(
    context,
    heading,
    strings,
    values,
  );
  const word = soleWord(tokens);
  if (word === "TRUE" || word === "FALSE") return constant(word === "TRUE");
  return { ...condition, text: fragment("(", condition.text, ")") };
}

/** The text of a template that has but one token, in parentheses or not; `null` for any other. */
function soleWord(tokens: readonly Token[]): string | null {
  const at = tokens.length >> 1;
  for (let i = 0; i < at; i++) {
    if (tokens[i]!.text !== "(" || tokens.at(-1 - i)!.text !== ")") return null;
  }
  return tokens[at]?.kind === "word" ? tokens[at].text : null;
}

/** A template as SQL, and the tokens that it has. */
export interface TemplateText {
  readonly condition: Condition;
  readonly tokens: readonly Token[];
}

/** Makes a template into SQL that needs parentheses yet; see {@linkcode templateCondition} for what it throws. */
export function templateText(
  context: QueryContext,
  heading: Heading,
  strings: readonly string[],
  values: readonly unknown[],
): TemplateText {
  const flat = flatten(strings, values);
  const text = flat.text.trim();
  if (text === "") {
    throw new SyntaxError(
      "Cannot use a restriction: the text is empty, wanted a SQL condition; use {} or true for all rows",
    );
  }
  const prepared = preparedText(text, heading.columns);
  const { tokens, byKeys, beyond, strange } = prepared;
  if (prepared.between !== null && flat.values.every(isSimple)) {
    const texts = flat.values.map((value, i) =>
      simpleText(tokens, prepared.places[i]!, value)
    );
    const whole = interleaved(prepared.between, texts);
    return { condition: textCondition(whole, prepared.facts), tokens };
  }
  const around: Around = { context, heading, tokens };
  const given = flat.values.map((value, i) =>
    valueAt(around, prepared.places[i]!, value)
  );
  const facts = factsOf(given);
  const whole = prepared.between === null
    ? new Fragment(spaced(prepared.written, filled(prepared.pieces, given)))
    : interleaved(prepared.between, given.map((value) => value.text));
  const condition = textCondition(whole, {
    byKeys: byKeys ?? facts.byKeys,
    untraced: beyond ?? facts.untraced,
    partners: facts.partners,
    lookedAt: facts.lookedAt,
    changing: prepared.changing ?? facts.changing,
    strange: [...strange, ...facts.strange],
  });
  return { condition, tokens };
}

function interleaved(
  texts: readonly string[],
  values: readonly Fragment[],
): Fragment {
  const parts: (string | Fragment)[] = [texts[0]!];
  for (let i = 0; i < values.length; i++) {
    parts.push(values[i]!, texts[i + 1]!);
  }
  return new Fragment(parts);
}

/** The pieces, with the values in their places. */
function filled(
  pieces: readonly (Condition | null)[],
  values: readonly Condition[],
): Condition[] {
  let at = 0;
  return pieces.map((piece) => piece ?? values[at++]!);
}

/** A space between pieces that would run together: `5${1}` is not `51`, and `'a'"b"` not `'a''b'`. */
function spaced(
  written: readonly Token[],
  pieces: readonly Condition[],
): Fragment[] {
  const parts: Fragment[] = [];
  let before = "";
  let wasFresh = false;
  for (const [i, { text }] of pieces.entries()) {
    const now = text.toText();
    const isFresh = now !== written[i]!.text &&
      ["value", "string", "doubleQuoted"].includes(written[i]!.kind);
    if ((isFresh || wasFresh) && runsOn(before, now)) parts.push(fragment(" "));
    parts.push(text);
    before = now;
    wasFresh = isFresh;
  }
  return parts;
}

function runsOn(before: string, after: string): boolean {
  return LETTER.test(before.slice(-1)) && LETTER.test(after.slice(0, 1)) ||
    before.endsWith("-") && after.startsWith("-");
}

const LETTER = /[\w$'"`.@\x80-\uffff]/;
