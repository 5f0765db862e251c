/**
 * What can be said of a condition's text before its values are known. The same template is used again and again, with
 * other values: its text is taken apart once.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import { fragment } from "../../sql/fragment.ts";
import { bytesLiteral } from "../../sql/literal.ts";
import { stringValue, type Token, tokenize } from "../../sql/tokens.ts";
import { UUID, uuidBytes } from "../change/column_value.ts";
import { type Beyond, beyondRow } from "./beyond.ts";
import { changingPart, lockingPart } from "./changing.ts";
import { comparedColumn, isPattern } from "./compared.ts";
import { type Condition, textCondition } from "./condition.ts";
import { portable, type PortableText } from "./portable_text.ts";

/** A condition's text, with marks where values go. */
export interface PreparedText extends PortableText {
  /** As the user wrote them. */
  readonly written: readonly Token[];
  /** Each token as SQL; `null` where a value goes. */
  readonly pieces: readonly (Condition | null)[];
  /** What can be said of the values that go there, in their order. */
  readonly places: readonly ValuePlace[];
  /**
   * The texts before, between and after the values; `null` where a value, once written, might run into what stands
   * beside it.
   */
  readonly between: readonly string[] | null;
  /** What in it looks at other rows, where it is a condition; `null` where nothing does. */
  readonly beyond: Beyond | null;
  /** What makes it hold for other rows each time it runs, `null` where nothing does. */
  readonly changing: string | null;
  /** What the log must know of it where its values are numbers and texts, which add nothing to that. */
  readonly facts: Partial<Omit<Condition, "text">>;
}

/** Where a value goes. */
export interface ValuePlace {
  /** The token it stands for. */
  readonly at: number;
  /** True for the pattern of a `LIKE`. */
  readonly isPattern: boolean;
  /** What it is compared with, `null` where that is no column. */
  readonly column: Column | null;
}

/**
 * Takes a text apart, or remembers what it is.
 *
 * @param columns The columns that it may name.
 * @throws {SyntaxError} Unbalanced quotes or parentheses, comments, `;`.
 */
export function preparedText(
  text: string,
  columns: readonly Column[],
): PreparedText {
  let known = KNOWN.get(columns);
  if (known === undefined) KNOWN.set(columns, known = new Map());
  let prepared = known.get(text);
  if (prepared === undefined) {
    prepared = prepare(text, columns);
    // Texts with values written into them never come again.
    if (known.size >= MOST) known.clear();
    known.set(text, prepared);
  }
  return prepared;
}

const KNOWN = new WeakMap<readonly Column[], Map<string, PreparedText>>();
const MOST = 200;

function prepare(text: string, columns: readonly Column[]): PreparedText {
  const written = tokenize(text);
  const locking = lockingPart(written);
  if (locking !== null) {
    throw new SyntaxError(
      `Cannot use a restriction: found ${locking}, wanted SQL that only reads`,
    );
  }
  const ported = portable(written, columns);
  const { tokens } = ported;
  const texts = tokens.map((token, i) =>
    token.kind === "value" ? null : textPiece(tokens, i, columns)
  );
  const beyond = beyondRow(written, { isCondition: true });
  const changing = changingPart(tokens);
  const { byKeys, strange } = ported;
  return {
    ...ported,
    written,
    pieces: texts.map((text) =>
      text === null ? null : textCondition(fragment(text))
    ),
    places: texts.flatMap((text, at) =>
      text !== null ? [] : [{
        at,
        isPattern: isPattern(tokens, at),
        column: columnAt(columns, tokens, at),
      }]
    ),
    between: between(written, texts),
    beyond,
    changing,
    facts: { byKeys, untraced: beyond, changing, strange },
  };
}

function between(
  written: readonly Token[],
  texts: readonly (string | null)[],
): string[] | null {
  const parts = [""];
  for (const [i, text] of texts.entries()) {
    if (text === null) {
      if (RUNS_ON.test(`${texts[i - 1]} `.at(-2)!)) return null;
      parts.push("");
    } else {
      // What was quoted otherwise stands beside other tokens than before.
      if (text !== written[i]!.text && QUOTED.has(written[i]!.kind)) {
        return null;
      }
      if (texts[i - 1] === null && i > 0 && RUNS_ON.test(text[0] ?? "")) {
        return null;
      }
      parts[parts.length - 1] += text;
    }
  }
  return parts;
}

const QUOTED: ReadonlySet<string> = new Set(["string", "doubleQuoted"]);
/** Characters that a literal beside them may become one with. */
const RUNS_ON = /[\w$'"`.@\-\x80-\uffff]/;

/** A UUID is 16 bytes there and text here: `sorting_id = '…'` must compare bytes. */
function textPiece(
  tokens: readonly Token[],
  at: number,
  columns: readonly Column[],
): string {
  const { kind, text } = tokens[at]!;
  if (kind !== "string" || !isUuid(columns, tokens, at)) return text;
  const value = stringValue(text);
  return UUID.test(value) ? bytesLiteral(uuidBytes(value, "a text")) : text;
}

/** True where a token is compared with a UUID. */
function isUuid(
  columns: readonly Column[],
  tokens: readonly Token[],
  at: number,
): boolean {
  return columns.some(({ kind }) => kind === "uuid") &&
    columnAt(columns, tokens, at)?.kind === "uuid";
}

/** The column that a token is compared with. */
function columnAt(
  columns: readonly Column[],
  tokens: readonly Token[],
  at: number,
): Column | null {
  const name = comparedColumn(tokens, at)?.toLowerCase();
  return columns.find((column) => column.name.toLowerCase() === name) ?? null;
}
