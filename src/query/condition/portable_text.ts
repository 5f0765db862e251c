/**
 * A user's condition, made so that it means the same where the log is read: in Python's DataJoint, which takes each
 * lower-case word outside quotes for a column (`datajoint/condition.py`, `extract_column_names`), and at any time.
 * What runs is what is logged, so the change is made before it runs.
 *
 * @module
 */
import type { Column } from "../../schema/table.ts";
import { patternLiteral, textLiteral } from "../../sql/literal.ts";
import { isKeyword } from "../../sql/reserved.ts";
import { nameOf, stringValue, type Token } from "../../sql/tokens.ts";
import { isPattern } from "./compared.ts";
import {
  becomesDate,
  type ColumnsByName,
  isOnDates,
  makesDates,
  readsDates,
  takesToday,
} from "./odd_days.ts";
import { dependsOnSession } from "./session_dependent.ts";

/** A condition's tokens with what the log must know about them. */
export interface PortableText {
  /** Tokens to run and log; their texts may differ from what the user wrote only in case and kind of quotes. */
  readonly tokens: readonly Token[];
  /** Why this text cannot be logged as it stands, so that keys are logged; `null` where it can. */
  readonly byKeys: string | null;
  /** Names in it that are none of the columns. */
  readonly strange: readonly string[];
}

/**
 * Makes a condition portable: keywords in upper case, columns in their own spelling, strings in single quotes.
 *
 * @param tokens The user's condition.
 * @param columns The table's columns.
 */
export function portable(
  tokens: readonly Token[],
  columns: readonly Pick<Column, "name" | "kind">[],
): PortableText {
  const byName = new Map(columns.map((c) => [c.name.toLowerCase(), c]));
  const known = { byName, hasDates: isOnDates(tokens, byName) };
  const reasons: string[] = [];
  const strange: string[] = [];
  const changed = tokens.map((token, i): Token => {
    const { text, reason, isUnknown } = ported(tokens, i, known);
    if (reason !== undefined) reasons.push(reason);
    if (isUnknown) strange.push(nameOf(token));
    return text === undefined ? token : { kind: kindOf(token), text };
  });
  return {
    tokens: changed,
    byKeys: reasons[0] ?? null,
    strange,
  };
}

/** What stands in a token's place, where that is not the token itself, and why keys are needed. */
interface Ported {
  readonly text?: string;
  readonly reason?: string;
  /** True for a name that is none of the columns. */
  readonly isUnknown?: boolean;
}

/** What is known of the columns. */
interface KnownColumns {
  /** By their names in lower case. */
  readonly byName: ColumnsByName;
  /** True where the condition names one that holds dates. */
  readonly hasDates: boolean;
}

function ported(
  tokens: readonly Token[],
  i: number,
  known: KnownColumns,
): Ported {
  const token = tokens[i]!;
  switch (token.kind) {
    case "doubleQuoted":
      return { text: stringText(tokens, i) };
    case "string":
      return /[\\%]/.test(token.text) ? { text: stringText(tokens, i) } : {};
    case "variable":
      return { reason: `the variable ${token.text}` };
    case "quotedName":
      return isQualified(tokens, i)
        ? { reason: `the qualified name ${token.text}`, isUnknown: true }
        : quotedName(tokens, i, known);
    case "word":
      return portedWord(tokens, i, known);
    default:
      return portedSymbol(tokens, i);
  }
}

function portedSymbol(tokens: readonly Token[], i: number): Ported {
  const { text } = tokens[i]!;
  // The operator: a stored `%` would be doubled where Python reads it.
  if (text === "%") return { text: " MOD " };
  if (text !== "|") return {};
  // Two of them put texts together where `sql_mode` is ANSI.
  if (tokens[i + 1]?.text === "|") return { text: " OR " };
  return tokens[i - 1]?.text === "|" ? { text: "" } : {};
}

/** A backslash means something else in other modes; `%` does where Python reads it, but as a wildcard. */
function stringText(tokens: readonly Token[], i: number): string {
  const value = stringValue(tokens[i]!.text);
  return isPattern(tokens, i) ? patternLiteral(value) : textLiteral(value);
}

function portedWord(
  tokens: readonly Token[],
  i: number,
  known: KnownColumns,
): Ported {
  const { byName, hasDates } = known;
  const word = tokens[i]!.text;
  const upper = word.toUpperCase();
  // `x'41'`, `_latin1'…'`, `DATE'…'`: no column stands right before a text.
  if (/string|doubleQuoted/.test(tokens[i + 1]?.kind ?? "")) {
    return { text: upper };
  }
  if (isQualified(tokens, i)) {
    return { reason: `the qualified name ${word}`, isUnknown: true };
  }
  // Names of collations and character sets.
  if (/^(?:collate|using)$/i.test(lastSolid(tokens, i)?.text ?? "")) {
    return { text: upper };
  }
  if (nextSolid(tokens, i)?.text === "(" && !isOperator(word)) {
    const isSame = DETERMINISTIC.has(upper) && !makesDates(upper, hasDates) &&
      !readsDates(upper, hasDates) && !dependsOnSession(tokens, i) &&
      !takesToday(tokens, i, byName) &&
      !(hasDates && becomesDate(tokens, i, byName));
    return isSame ? {} : { reason: `${word}()` };
  }
  const column = byName.get(word.toLowerCase());
  if (column) return { text: column.name, ...columnReason(tokens, i, known) };
  if (CHANGING.has(upper) || makesDates(upper, hasDates)) {
    return { text: upper, reason: upper };
  }
  if (isKeyword(word)) {
    const text = keywordText(word);
    return takesToday(tokens, i, byName)
      ? { text, reason: `the day of today in ${upper}` }
      : { text };
  }
  return /^[a-z]/.test(word)
    ? { reason: `the word ${word}`, isUnknown: true }
    : { isUnknown: true };
}

function quotedName(
  tokens: readonly Token[],
  i: number,
  known: KnownColumns,
): Ported {
  const isUnknown = !known.byName.has(nameOf(tokens[i]!).toLowerCase());
  return { ...columnReason(tokens, i, known), isUnknown };
}

/** The server shows a TIMESTAMP in the session's time zone: the same text means another moment elsewhere. */
function columnReason(
  tokens: readonly Token[],
  i: number,
  { byName, hasDates }: KnownColumns,
): Ported {
  const column = byName.get(nameOf(tokens[i]!).toLowerCase());
  if (column?.kind === "timestamp") {
    return { reason: `the time zone of ${column.name}` };
  }
  return hasDates && becomesDate(tokens, i, byName)
    ? { reason: `a date made of ${tokens[i]!.text}` }
    : {};
}

function kindOf(token: Token): Token["kind"] {
  return token.kind === "doubleQuoted" ? "string" : token.kind;
}

/** Words that DataJoint knows for keywords stay as the user wrote them. */
function keywordText(word: string): string {
  return KNOWN_TO_DATAJOINT.has(word) ? word : word.toUpperCase();
}

const KNOWN_TO_DATAJOINT = new Set(
  "is in between like and or null not interval second minute hour day month week year"
    .split(" "),
);

function nextSolid(tokens: readonly Token[], i: number): Token | undefined {
  const next = tokens[i + 1];
  return next?.kind === "space" ? tokens[i + 2] : next;
}

function lastSolid(tokens: readonly Token[], i: number): Token | undefined {
  const last = tokens[i - 1];
  return last?.kind === "space" ? tokens[i - 2] : last;
}

function isQualified(tokens: readonly Token[], i: number): boolean {
  return tokens[i - 1]?.text === "." || tokens[i + 1]?.text === ".";
}

/** Operators that may stand before a parenthesis without being functions. */
function isOperator(word: string): boolean {
  return /^(and|or|not|in|xor|between|like|is|div|mod|case|when|then|else|exists|any|all|some|rlike|regexp|interval|binary|select|from|where|on|by|using|distinct|escape|against)$/i
    .test(word);
}

/** Niladic functions whose value changes. */
const CHANGING = new Set(
  `CURRENT_DATE CURRENT_ROLE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME
  LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP SYSDATE ROWNUM`.split(/\s+/),
);

/** Functions that give the same for the same row at any time; any other is taken for one that does not. */
export const DETERMINISTIC: ReadonlySet<string> = new Set(
  `ABS ACOS ADDDATE ADDTIME ASCII ASIN ATAN ATAN2 BIN BIT_COUNT BIT_LENGTH CAST CEIL
  CEILING CHAR CHARACTER_LENGTH CHAR_LENGTH CHARSET COALESCE COLLATION CONCAT
  CONCAT_WS CONV CONVERT COS COT CRC32 DATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY
  DAYOFMONTH DAYOFWEEK DAYOFYEAR DEGREES ELT EXP EXTRACT FIELD FIND_IN_SET FLOOR
  FORMAT FROM_BASE64 FROM_DAYS GREATEST HEX HOUR IF IFNULL INSERT INSTR INTERVAL
  ISNULL JSON_CONTAINS JSON_EXTRACT JSON_LENGTH JSON_TYPE JSON_UNQUOTE JSON_VALID
  JSON_VALUE LAST_DAY LCASE LEAST LEFT LENGTH LN LOCATE LOG LOG10 LOG2 LOWER LPAD
  LTRIM MAKEDATE MAKETIME MD5 MICROSECOND MID MINUTE MOD MONTH NULLIF OCT
  OCTET_LENGTH ORD PERIOD_ADD PERIOD_DIFF PI POSITION POW POWER QUARTER RADIANS
  REGEXP_INSTR REGEXP_LIKE REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REVERSE
  RIGHT ROUND RPAD RTRIM SECOND SEC_TO_TIME SHA SHA1 SHA2 SIGN SIN SOUNDEX SPACE
  SQRT STRCMP STR_TO_DATE SUBDATE SUBSTR SUBSTRING SUBSTRING_INDEX SUBTIME TAN TIME
  TIMEDIFF TIMESTAMPADD TIMESTAMPDIFF TIME_FORMAT TIME_TO_SEC TO_BASE64 TO_DAYS
  TO_SECONDS TRIM TRUNCATE UCASE UNHEX UPPER WEEK WEEKDAY WEEKOFYEAR YEAR YEARWEEK
  ST_X ST_Y ST_DISTANCE`.split(/\s+/),
);
