/**
 * Column types for random databases. A value is a small whole number; how it is written varies, and two writings of
 * one number are equal for the server, those of two numbers never.
 *
 * @module
 */

/** Numbers from 0 up to, not with, 1. */
export type Random = () => number;

/** A repeatable source of random numbers (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number from 0 up to, not with, `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

/** One of the values. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[below(random, values.length)]!;
}

/** True so often. */
export function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** A column type, and how its values are written in a statement under `time_zone = '+00:00'`. */
export interface RandomType {
  readonly sql: string;
  readonly write: (value: number, random: Random) => string;
}

/** The types that key columns of random databases have. */
export const TYPES: readonly RandomType[] = [
  { sql: "int", write: (n) => String(n - 5) },
  { sql: "int", write: (n) => String(n * 1000) },
  { sql: "smallint unsigned zerofill", write: (n) => String(n) },
  {
    sql: "bigint unsigned",
    write: (n) => String(18446744073709551500n + BigInt(n)),
  },
  { sql: "decimal(20,3)", write: (n) => `-1234567890123.${n + 100}` },
  { sql: "float", write: (n) => n % 2 ? `${n}.1` : `${n}.1e-8` },
  { sql: "double", write: (n) => String((n - 3) / 7) },
  // What is kept of these differs from what is shown of them.
  { sql: "double(20,5)", write: (n) => `-0.00${n}01` },
  { sql: "bit(40)", write: (n) => String(n * 3) },
  { sql: "year", write: (n) => n === 0 ? "0" : String(1990 + n) },
  {
    sql: "date",
    // Of dates without a month, a number below 101 is the zero date, and a larger one a date of this century.
    write: (n) => ["'0000-00-00'", "'0000-00-01'"][n] ?? `'${day(n)}'`,
  },
  {
    sql: "datetime(6)",
    write: (n) =>
      n === 0
        ? "'0000-00-00 00:00:00'"
        : `'2024-02-28 23:59:59.00000${n % 10}' + interval ${n} hour`,
  },
  { sql: "time(3)", write: (n) => `'-${30 + n}:00:00.123'` },
  {
    // The hours around the end of daylight saving time.
    sql: "timestamp(3)",
    write: (n) =>
      n === 0
        ? "'0000-00-00 00:00:00'"
        : `'2023-10-28 18:30:00.250' + interval ${n} hour`,
  },
  {
    sql: "enum('a','b%','c''s','d','e','f','g','h','i','j','k','l','m','n')",
    write: (n, random) =>
      spelled(["a", "b%", "c's", ..."defghijklmn"][n % 14]!, random),
  },
  {
    sql: "enum('','a','b','c','d','e','f','g','h','i','j','k','l','it''s')",
    write: (n) => String(n + 1),
  },
  { sql: "varbinary(40)", write: (n) => n === 0 ? "''" : bytes(word(n)) },
  { sql: "binary(16)", write: (n) => bytes(word(n).slice(0, 8)) },
  {
    sql: "varchar(40) character set utf8mb4 collate utf8mb4_general_ci",
    write: (n, random) => spelled(padded(word(n), random), random),
  },
  {
    sql: "varchar(40) character set utf8mb4 collate utf8mb4_unicode_ci",
    write: (n, random) => spelled(padded(word(n), random), random),
  },
  {
    sql: "varchar(40) character set utf8mb4 collate utf8mb4_bin",
    write: (n, random) => text(padded(word(n), random)),
  },
  {
    sql: "varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin",
    write: (n) => text(`${n >> 1}`.padEnd(n % 2 ? 4 : 3)),
  },
  {
    sql: "varchar(20) character set latin1 collate latin1_swedish_ci",
    write: (n, random) => spelled(padded(`née ${n}`, random), random),
  },
  {
    sql: "char(20) character set utf8mb3 collate utf8mb3_general_ci",
    write: (n, random) => spelled(padded(`x'y ${n}`, random), random),
  },
  {
    // Two characters of it are the same one of Unicode's.
    sql: "varchar(20) character set sjis collate sjis_bin",
    write: (n) => `_sjis 0x${n % 2 ? "5C" : "815F"}${digits(`${n >> 1}`)}`,
  },
  {
    sql: "varchar(20) character set ucs2 collate ucs2_general_ci",
    write: (n, random) => spelled(`ž\\${n}`, random),
  },
];

const WORDS = [
  "plain",
  "o'brien",
  'say "hi"',
  "back\\slash",
  "100%",
  "50%% x",
  "`tick`",
  " AND ",
  "x) OR (1=1",
  "two  spaces",
  "née",
  "日本",
  "mouse 🐁",
  "tab\tnew\nline",
  "nul\0",
  "-- no",
  "/* no */",
  "#no",
  "$(touch x)",
  "; no",
];

/** A different word for each number, however it is spelled. */
function word(n: number): string {
  return `${WORDS[n % WORDS.length]}|${n}`;
}

/** The same for a collation that pads with spaces. */
function padded(word: string, random: Random): string {
  return chance(random, 0.2) ? `${word}  ` : word;
}

/** The same for a collation that does not mind upper and lower case. */
function spelled(word: string, random: Random): string {
  if (!chance(random, 0.3)) return text(word);
  return text(word.replaceAll(/\p{Ll}/gu, (letter) => letter.toUpperCase()));
}

function text(value: string): string {
  return `convert(${bytes(value)} using utf8mb4)`;
}

function bytes(value: string): string {
  if (value === "") return "''";
  return `0x${digits(value)}`;
}

function digits(value: string): string {
  return new TextEncoder().encode(value).toHex();
}

function day(n: number): string {
  return new Date(Date.UTC(2024, 1, 20 + n)).toISOString().slice(0, 10);
}
