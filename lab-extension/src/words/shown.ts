/**
 * How values from the database are shown: as text, of bearable length, with nothing invisible in it.
 *
 * @module
 */
import { language } from "./language.ts";

/**
 * Makes a text fit to be shown. Control characters, among them the escape of ANSI codes, and those that turn the
 * direction of writing are written as in code, `\x1b`; the rest is cut.
 *
 * @param text anything from the database
 * @param longest characters at most
 * @returns a text to show, never to compare or send back
 */
export function shownText(text: string, longest = 300): string {
  const cut = text.length > longest;
  const part = (cut ? text.slice(0, longest) : text).replace(UNSEEN, visible);
  return cut ? `${part}… (+${shownCount(text.length - longest)})` : part;
}

/** `root@…/mariadb/mysql.sock`: of long paths their ends. */
export function shownPlace(text: string, longest = 300): string {
  const short = text.replace(
    /\/(?:[^/\s]+\/)+(?=[^/\s]+\/[^/\s]+)/g,
    "…/",
  );
  return shownText(short, longest);
}

/** 1,234 */
export function shownCount(count: number): string {
  return formatOf(undefined).format(count);
}

/** 1.2 MB */
export function shownBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length);
  const amount = bytes / 1000 ** power;
  const digits = amount < 10 ? 1 : 0;
  return `${formatOf(digits).format(amount)} ${UNITS[power - 1]}`;
}

/** The time of day where it was today, else the day, too. */
export function shownTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return shownText(iso, 40);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday
    ? time.toLocaleTimeString(language())
    : time.toLocaleString(language());
}

/** A format takes longer to make than to use, and hundreds of tables have two numbers each. */
function formatOf(digits: number | undefined): Intl.NumberFormat {
  const name = `${language()} ${digits}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.NumberFormat(language(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(name, made);
  return made;
}

const formats = new Map<string, Intl.NumberFormat>();

const UNITS = ["kB", "MB", "GB", "TB", "PB"];

/** Pictures of control characters are among them: the kernel makes some, and few fonts have any. */
const UNSEEN =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\u2400-\u2421\ufeff]/g;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x2421) return "\\x7f";
  const plain = code >= 0x2400 && code < 0x2421 ? code - 0x2400 : code;
  if (NAMED[plain] !== undefined) return NAMED[plain]!;
  const digits = plain.toString(16);
  return plain < 0x100
    ? `\\x${digits.padStart(2, "0")}`
    : `\\u${digits.padStart(4, "0")}`;
}

const NAMED: Readonly<Record<number, string>> = {
  0x09: "\\t",
  0x0a: "\\n",
  0x0d: "\\r",
};
