/**
 * The name of a job: DataJoint's hash of a key (DataJoint 0.14, `datajoint/hash.py`, `key_hash`), so that workers of both
 * languages mean the same job.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ColumnKind } from "../schema/table.ts";
import type { Row } from "../query/reading/result.ts";

/**
 * MD5 over the values as Python writes them, in the order of the attributes' names.
 *
 * @param kinds What each attribute is.
 *
 * @example
 * ```ts
 * import { jobHash } from "./job_hash.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const kinds = { b: "integer", a: "string" } as const;
 * assertEquals(jobHash({ b: 1, a: "x" }, kinds), "6dbf9ac2da09ee1d3debf5a51873ec6d");
 * ```
 */
export function jobHash(
  key: Row,
  kinds: Readonly<Record<string, ColumnKind>>,
): string {
  const hash = createHash("md5");
  // By code points, as Python sorts.
  for (const name of Object.keys(key).sort()) {
    hash.update(pythonText(key[name], kinds[name]));
  }
  return hash.digest("hex");
}

/** `str(value)` of what Python fetches. */
function pythonText(value: unknown, kind: ColumnKind | undefined): string {
  if (value === null || value === undefined) return "None";
  const text = String(value);
  switch (kind) {
    case "float":
      // Python reads the six digits that the server shows.
      return pythonFloat(Number(Number(value).toPrecision(6)));
    case "double":
      return pythonFloat(Number(value));
    case "datetime":
    case "timestamp":
      return pythonMoment(text);
    case "time":
      return pythonDuration(text);
    default:
      return text;
  }
}

/** `1.0`, `1e-05`, `1e+16`: what `repr` writes. */
function pythonFloat(value: number): string {
  const [digits, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  const text = exponent < 0
    ? value.toFixed(
      Math.max(0, digits.replace(/^-?\d\.?/, "").length - exponent),
    )
    : String(value);
  return /[.]/.test(text) ? text : `${text}.0`;
}

/** No fraction where it is 0, else six digits of it. */
function pythonMoment(text: string): string {
  const [, whole = text, fraction = ""] = /^(.*?)(?:\.(\d+))?$/.exec(text) ??
    [];
  return /^0*$/.test(fraction) ? whole : `${whole}.${fraction.padEnd(6, "0")}`;
}

/** A TIME is a `timedelta` to Python: `1:02:03`, `1 day, 1:00:00`, `-1 day, 23:00:00`. */
function pythonDuration(text: string): string {
  const [, sign, h, m, s, fraction = ""] =
    /^(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (h === undefined) return text;
  const size = BigInt(h) * 3_600_000_000n + BigInt(m!) * 60_000_000n +
    BigInt(s!) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  const all = sign === "-" ? -size : size;
  const day = 86_400_000_000n;
  const rest = ((all % day) + day) % day;
  const days = (all - rest) / day;
  const number = (value: bigint, digits = 2) =>
    String(value).padStart(digits, "0");
  const micro = rest % 1_000_000n;
  const seconds = rest / 1_000_000n;
  const clock = `${seconds / 3600n}:${number(seconds / 60n % 60n)}:${
    number(seconds % 60n)
  }${micro === 0n ? "" : `.${number(micro, 6)}`}`;
  if (days === 0n) return clock;
  return `${days} day${days === 1n || days === -1n ? "" : "s"}, ${clock}`;
}
