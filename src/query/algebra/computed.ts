/**
 * SQL that computes attributes: `proj({ depth_mm: "depth / 1000" })`.
 *
 * @module
 */
import { outermost } from "../../sql/parentheses.ts";
import { nameOf, type Token, tokenize, VALUE_MARK } from "../../sql/tokens.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";
import type { ComputedMaker } from "../expression/projection.ts";
import { beyondRow, hasSubquery } from "../condition/beyond.ts";
import { templateText } from "../condition/template_condition.ts";
import { RawSql, SqlTemplate } from "../condition/template_part.ts";

/** What SQL may do where it computes an attribute. */
export interface ComputedOptions {
  /** True where rows are grouped, so that `count(*)` has a meaning. */
  readonly isGrouped: boolean;
}

/** Makes SQL texts and templates into attributes. */
export function computedMaker(
  context: QueryContext,
  { isGrouped }: ComputedOptions,
): ComputedMaker {
  return (heading, name, value) => {
    const [strings, values] = partsOf(value, name);
    checkText(strings.join(VALUE_MARK), name);
    const { condition, tokens } = templateText(
      context,
      heading,
      strings,
      values,
    );
    checkOneValue(name, tokens);
    const hasWindow = tokens.some(({ kind, text }) =>
      kind === "word" && /^over$/i.test(text)
    );
    if (!isGrouped && !hasWindow && !hasSubquery(tokens)) {
      checkUngrouped(heading, name, tokens);
    }
    const untraced = condition.untraced ?? beyondRow(tokens);
    return {
      ...condition,
      untraced,
      hasWindow,
      names: namesIn(heading, tokens),
    };
  };
}

function partsOf(
  value: string | SqlTemplate | RawSql,
  name: string,
): [readonly string[], readonly unknown[]] {
  if (typeof value === "string") return [[value], []];
  if (value instanceof SqlTemplate) return [value.strings, value.values];
  if (value instanceof RawSql) return [[value.text], []];
  throw new TypeError(
    `Cannot compute ${
      JSON.stringify(name)
    }: received an object, wanted the name of an attribute, SQL text, or a template: sql\`…\``,
  );
}

/** Text that is more than one expression would give the name to its last part, and the rest would be lost. */
function checkOneValue(name: string, tokens: readonly Token[]): void {
  for (const at of outermost(tokens)) {
    const { kind, text } = tokens[at]!;
    const isEnd = text === "," || kind === "word" && ENDS.test(text);
    if (!isEnd) continue;
    throw new SyntaxError(
      `Cannot compute ${
        JSON.stringify(name)
      }: found ${text.toUpperCase()} outside parentheses, wanted ${ONE_VALUE}; give each attribute a name of its own: { a: "…", b: "…" }`,
    );
  }
}

const ENDS = /^(?:as|select|from|where|union|except|intersect|into)$/i;
const ONE_VALUE = "SQL that gives one value";

/** Refuses in words of an attribute what would be refused in those of a restriction. */
function checkText(text: string, name: string): void {
  const action = `Cannot compute ${JSON.stringify(name)}`;
  const wanted = ONE_VALUE;
  if (text.trim() === "") {
    throw new SyntaxError(`${action}: the text is empty, wanted ${wanted}`);
  }
  tokenize(text, { action, wanted });
}

/** Without groups, `count(*)` would make one row of all of them, with the key of any. */
function checkUngrouped(
  heading: Heading,
  name: string,
  tokens: readonly Token[],
): void {
  const at = tokens.findIndex(({ kind, text }, i) =>
    kind === "word" && AGGREGATES.has(text.toUpperCase()) &&
    tokens[i + 1]?.text === "("
  );
  if (at < 0) return;
  const called = `${tokens[at]!.text}(…)`;
  throw new TypeError(
    `Cannot project ${heading.label}: ${
      JSON.stringify(name)
    } is computed with ${called}, which needs groups, wanted SQL of one row; use aggr: Other.aggr(query, { ${name}: "${called}" }), or U().aggr(…) for all rows at once`,
  );
}

const AGGREGATES = new Set(
  `AVG BIT_AND BIT_OR BIT_XOR COUNT GROUP_CONCAT JSON_ARRAYAGG JSON_OBJECTAGG MAX
  MIN STD STDDEV STDDEV_POP STDDEV_SAMP SUM VARIANCE VAR_POP VAR_SAMP`.split(
    /\s+/,
  ),
);

function namesIn(heading: Heading, tokens: readonly Token[]): string[] {
  const used = new Set(
    tokens.filter(({ kind }) => kind === "word" || kind === "quotedName")
      .map((token) => nameOf(token).toLowerCase()),
  );
  return heading.columns.map(({ name }) => name)
    .filter((name) => used.has(name.toLowerCase()));
}
