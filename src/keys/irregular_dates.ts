/**
 * Dates that are no days of the calendar: some lack a month or a day, the zero date among them, and a server that was
 * told to allow them keeps days like the 30th of February. Where a session allows none of them, MySQL refuses to compare
 * with their text (1525), or finds nothing in a list that has it.
 *
 * @module
 */
/** What is asked of a column. */
interface Dated {
  /** Its type's name, `date`. */
  readonly kind: string;
}

/** True for such a date: it cannot stand in a list, and is compared by its number, by itself. */
export function isIrregular(
  { kind }: Dated,
  text: string,
): boolean {
  return DATES.has(kind) && isNoDay(text);
}

/** The kinds of columns that hold dates. */
export const DATES: ReadonlySet<string> = new Set([
  "date",
  "datetime",
  "timestamp",
]);

/** True for a text that begins as a date does, and is no day of the calendar: `2020-00-10`, `2023-06-31`. */
function isNoDay(text: string): boolean {
  const date = DATE.exec(text);
  return date !== null && !isDay(date);
}

/**
 * True where a condition on dates has a text that may be read as one, and is no day, or is not written as dates mostly
 * are: what it means then depends on the session's mode.
 */
export function namesNoDay(
  columns: readonly (Dated & { readonly name: string })[],
  condition: string,
): boolean {
  // A name within another one is taken for it: keys are never wrong.
  const named = condition.toLowerCase();
  const isOnDates = columns.some(({ name, kind }) =>
    DATES.has(kind) && named.includes(name.toLowerCase())
  );
  return isOnDates && condition.matchAll(QUOTED).some(([, text]) => {
    const date = WRITTEN_DATE.exec(text!);
    return date === null ? OTHER_DATE.test(text!) : !isDay(date);
  });
}

function isDay([, year, month, day]: RegExpExecArray): boolean {
  const most = daysIn(Number(year), Number(month));
  return Number(day) > 0 && Number(day) <= most;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)/;
/** What stands in quotes and begins with a number. */
const QUOTED = /'\s*(\d[^']*)/g;
/** One digit of a month or a day will do. */
const WRITTEN_DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?!\d)/;
/** The servers take any marks between the numbers, or none, and two digits of a year: `20230631`, `23^06^31`. */
const OTHER_DATE =
  /^(?:\d{6}|\d{8})(?:T?\d{6})?(?:\.\d*)?\s*$|^\d+[^\w\s]+\d+[^\w\s]+\d/;

/** As the servers count them: the year 0 is no leap year. No month but the twelve has days. */
function daysIn(year: number, month: number): number {
  if (month === 2) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return isLeap && year !== 0 ? 29 : 28;
  }
  return DAYS[month] ?? 0;
}

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `2024-00-10 01:00:00.5` → `20240010010000.5`, and the zero date → `0`; `null` for a text that is not irregular. */
export function irregularDigits(
  column: Dated,
  text: string,
): string | null {
  if (!isIrregular(column, text)) return null;
  const digits = text.replaceAll(/[- :T]/g, "").replace(/^0+(?=\d)/, "");
  return /^[0.]*$/.test(digits) ? "0" : digits;
}

/**
 * True for an irregular date that its number does not name, unless the column, too, is made a number: a small one is a
 * date of another year, or the zero date; and of a day that its month does not have MySQL makes none.
 */
export function isOnlyNumber(
  column: Dated,
  text: string,
): boolean {
  if (!isIrregular(column, text)) return false;
  return text.startsWith("0000")
    ? irregularDigits(column, text) !== "0"
    : !LACKS_PART.test(text);
}

const LACKS_PART = /^\d{4}-(?:00-\d\d|\d\d-00)/;
