/**
 * A user's condition, made so that it means the same where the log is read: in Python's DataJoint, which takes each
 * lower-case word outside quotes for a column (`datajoint/condition.py`, `extract_column_names`), and at any time.
 * What runs is what is logged, so the change is made before it runs.
 *
 * @module
 */
import { textLiteral } from "../sql/literal.ts";
import { isKeyword } from "../sql/reserved.ts";
import { stringValue, type Token } from "../sql/tokens.ts";

/** A condition's tokens with what the log must know about them. */
export interface PortableText {
  /** Tokens to run and log; their texts may differ from what the user wrote only in case and kind of quotes. */
  readonly tokens: readonly Token[];
  /** Why this text cannot be logged as it stands, so that keys are logged; `null` where it can. */
  readonly byKeys: string | null;
  /** True when the text reads other tables by itself. */
  readonly hasSubquery: boolean;
}

/**
 * Makes a condition portable: keywords in upper case, columns in their own spelling, strings in single quotes.
 *
 * @param tokens The user's condition.
 * @param columns Names of the table's columns.
 */
export function portable(
  tokens: readonly Token[],
  columns: readonly string[],
): PortableText {
  const spelling = new Map(columns.map((name) => [name.toLowerCase(), name]));
  let byKeys: string | null = null;
  let hasSubquery = false;
  const changed = tokens.map((token, i): Token => {
    if (token.kind === "doubleQuoted") {
      return { kind: "string", text: textLiteral(stringValue(token.text)) };
    }
    if (token.kind === "variable") byKeys ??= `the variable ${token.text}`;
    if (token.kind !== "word") return token;
    const word = token.text;
    if (
      /^(select|values|table)$/i.test(word) && !spelling.has(word.toLowerCase())
    ) {
      hasSubquery ||= /^select$/i.test(word);
    }
    if (isQualified(tokens, i)) {
      byKeys ??= `the qualified name ${word}`;
      return token;
    }
    if (nextSolid(tokens, i)?.text === "(" && !isOperator(word)) {
      if (!DETERMINISTIC.has(word.toUpperCase())) byKeys ??= `${word}()`;
      return token;
    }
    const column = spelling.get(word.toLowerCase());
    if (column !== undefined) return { kind: "word", text: column };
    if (CHANGING.has(word.toUpperCase())) byKeys ??= word.toUpperCase();
    if (isKeyword(word)) return { kind: "word", text: keywordText(word) };
    if (/^[a-z]/.test(word)) byKeys ??= `the word ${word}`;
    return token;
  });
  return { tokens: changed, byKeys, hasSubquery };
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
const DETERMINISTIC = new Set(
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
