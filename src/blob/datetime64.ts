/**
 * numpy's `datetime64` ticks as text.
 *
 * @module
 */

import type { DatetimeUnit } from "./dtype.ts";

/**
 * Writes a `datetime64` value as numpy prints it.
 *
 * @param ticks Units since 1970-01-01; the least 64-bit integer is "not a time".
 * @param unit The unit of the ticks.
 * @returns ISO 8601 text as precise as the unit, or `NaT`.
 *
 * @example
 * ```ts
 * import { formatDatetime64 } from "./datetime64.ts";
 * formatDatetime64(18262n, "D"); // "2020-01-01"
 * ```
 */
export function formatDatetime64(ticks: bigint, unit: DatetimeUnit): string {
  if (ticks === NOT_A_TIME) return "NaT";
  if (unit === "Y") return year(1970n + ticks);
  if (unit === "M") {
    return `${year(1970n + floorDivide(ticks, 12n))}-${
      two(modulo(ticks, 12n) + 1n)
    }`;
  }
  if (unit === "W") return date(ticks * 7n);
  if (unit === "D") return date(ticks);
  const perDay = TICKS_PER_DAY[unit];
  return `${date(floorDivide(ticks, perDay))}T${
    time(modulo(ticks, perDay), unit, perDay)
  }`;
}

const NOT_A_TIME = -(2n ** 63n);
const SECONDS_PER_DAY = 86_400n;

const TICKS_PER_DAY = {
  h: 24n,
  m: 1440n,
  s: SECONDS_PER_DAY,
  ms: SECONDS_PER_DAY * 10n ** 3n,
  us: SECONDS_PER_DAY * 10n ** 6n,
  ns: SECONDS_PER_DAY * 10n ** 9n,
  ps: SECONDS_PER_DAY * 10n ** 12n,
  fs: SECONDS_PER_DAY * 10n ** 15n,
  as: SECONDS_PER_DAY * 10n ** 18n,
} as const;

function time(
  ticks: bigint,
  unit: keyof typeof TICKS_PER_DAY,
  perDay: bigint,
): string {
  const hour = two(ticks * 24n / perDay);
  if (unit === "h") return hour;
  const minute = two(ticks * 1440n / perDay % 60n);
  if (unit === "m") return `${hour}:${minute}`;
  const perSecond = perDay / SECONDS_PER_DAY;
  const second = two(ticks / perSecond % 60n);
  if (unit === "s") return `${hour}:${minute}:${second}`;
  const digits = perSecond.toString().length - 1;
  const fraction = (ticks % perSecond).toString().padStart(digits, "0");
  return `${hour}:${minute}:${second}.${fraction}`;
}

/**
 * Days since 1970 in the proleptic Gregorian calendar. JavaScript's `Date` ends near the year 275,760; these do not.
 * The calendar repeats every 400 years, so the day is moved into a range that `Date` has, and the years put back.
 */
function date(days: bigint): string {
  const cycles = floorDivide(days, DAYS_PER_CYCLE);
  const inCycle = new Date(
    Number(modulo(days, DAYS_PER_CYCLE)) * 86_400_000,
  );
  const fullYear = BigInt(inCycle.getUTCFullYear()) + cycles * 400n;
  return `${year(fullYear)}-${two(inCycle.getUTCMonth() + 1)}-${
    two(inCycle.getUTCDate())
  }`;
}

const DAYS_PER_CYCLE = 146_097n;

function year(value: bigint): string {
  // numpy counts the sign among the four places.
  return value < 0n
    ? `-${(-value).toString().padStart(3, "0")}`
    : value.toString().padStart(4, "0");
}

function two(value: bigint | number): string {
  return value.toString().padStart(2, "0");
}

function floorDivide(a: bigint, b: bigint): bigint {
  return (a - modulo(a, b)) / b;
}

function modulo(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}
