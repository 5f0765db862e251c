/**
 * What of a condition meets dates that are no days (2020-02-30) in another way under each `sql_mode`, or a time of day as
 * a date of the day on which it is asked: such a condition does not say by itself which rows were read.
 *
 * @module
 */
import { DATES } from "../../keys/irregular_dates.ts";
import type { Column } from "../../schema/table.ts";
import { nameOf, type Token } from "../../sql/tokens.ts";
import { columnBehind, comparedColumn } from "./compared.ts";

/** What is known of the columns, by their names in lower case. */
export type ColumnsByName = ReadonlyMap<string, Pick<Column, "name" | "kind">>;

/** True where a condition names a column that holds dates. */
export function isOnDates(
  tokens: readonly Token[],
  columns: ColumnsByName,
): boolean {
  return tokens.some((token) =>
    (token.kind === "word" || token.kind === "quotedName") &&
    holdsDates(columns.get(nameOf(token).toLowerCase()))
  );
}

/**
 * Whether a function or a type may make a date of a value that is no day: then it depends on the session's mode whether it
 * is one, or NULL. What chooses among values does so where some are dates.
 */
export function makesDates(upper: string, hasDates: boolean): boolean {
  return DATE_MAKING.has(upper) || CHOOSING.has(upper) && hasDates;
}

/** Whether a function takes a date apart, or adds to it: where no column holds dates, it reads one out of a text. */
export function readsDates(upper: string, hasDates: boolean): boolean {
  return READING.has(upper) && !hasDates;
}

/**
 * Whether a column or a function at `at` is compared with a date and is none, or another kind of it: MySQL makes a date
 * of it. What a function of dates gives is a number or a day.
 */
export function becomesDate(
  tokens: readonly Token[],
  at: number,
  columns: ColumnsByName,
): boolean {
  const name = nameOf(tokens[at]!);
  const own = columns.get(name.toLowerCase());
  const compared = comparedColumn(tokens, at) ?? columnBehind(tokens, at);
  const other = columns.get(compared?.toLowerCase() ?? "");
  return holdsDates(other) && own?.kind !== other?.kind &&
    !READING.has(name.toUpperCase());
}

/**
 * Whether a function of dates, or an INTERVAL, at `at` may be given a time of day: the server makes a date of it by the
 * day on which it is asked.
 */
export function takesToday(
  tokens: readonly Token[],
  at: number,
  columns: ColumnsByName,
): boolean {
  const upper = nameOf(tokens[at]!).toUpperCase();
  const isInterval = upper === "INTERVAL";
  if (!isInterval && !READING.has(upper)) return false;
  // What an INTERVAL is added to may stand on either side of it.
  const given = isInterval ? tokens : argumentsAt(tokens, at);
  return given.some((token) => mayBeTime(token, columns));
}

/** What stands in the parentheses behind a function's name. */
function argumentsAt(tokens: readonly Token[], at: number): readonly Token[] {
  let depth = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    if (tokens[i]!.text === "(") depth++;
    else if (tokens[i]!.text === ")" && --depth === 0) {
      return tokens.slice(at + 1, i);
    }
  }
  return tokens.slice(at + 1);
}

function mayBeTime(token: Token, columns: ColumnsByName): boolean {
  if (token.kind !== "word" && token.kind !== "quotedName") return false;
  const name = nameOf(token);
  const column = columns.get(name.toLowerCase());
  if (column !== undefined) return column.kind === "time";
  return token.kind === "word" && TIME_GIVING.has(name.toUpperCase());
}

function holdsDates(column: Pick<Column, "kind"> | undefined): boolean {
  return column !== undefined && DATES.has(column.kind);
}

const DATE_MAKING = new Set("DATE DATETIME LAST_DAY STR_TO_DATE".split(" "));
const CHOOSING = new Set(
  "CASE COALESCE GREATEST IF IFNULL LEAST NULLIF".split(" "),
);
/** Functions that give a time of day, and the type, also of a literal. */
const TIME_GIVING = new Set(
  "ADDTIME MAKETIME SEC_TO_TIME SUBTIME TIME TIMEDIFF".split(" "),
);
const READING = new Set(
  `ADDDATE DATEDIFF DATE_ADD DATE_FORMAT DATE_SUB DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR
  EXTRACT MONTH QUARTER SUBDATE TIMESTAMPADD TIMESTAMPDIFF TO_DAYS TO_SECONDS WEEK
  WEEKDAY WEEKOFYEAR YEAR YEARWEEK`.split(/\s+/),
);
