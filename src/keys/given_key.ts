/**
 * Values of a key as people write them and as reads give them, as the texts that `key_column.ts` reads.
 *
 * @module
 */
import type { SqlValue } from "../sql/fragment.ts";
import { hasEmptyMember, type KeyColumn, membersOf } from "./key_column.ts";

/**
 * The texts that a key column may have where a person means this value: mostly one, none where no value of the column
 * can be meant. A TIMESTAMP's are in the time zone that the value is in.
 *
 * @example
 * ```ts
 * import { givenTexts } from "./given_key.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const price = { name: "price", type: "decimal(10,3)", kind: "decimal", characterSet: null } as const;
 * assertEquals(givenTexts(price, 1.5), ["1.500"]);
 * ```
 */
export function givenTexts(column: KeyColumn, value: SqlValue): string[] {
  if (value === null) return [];
  switch (column.kind) {
    case "integer":
    case "decimal":
      return scaled(plainDigits(value), scaleOf(column) ?? 0);
    case "bit":
      return value instanceof Uint8Array
        ? [String(BigInt(`0x${value.toHex() || "0"}`))]
        : scaled(plainDigits(value), 0);
    case "float":
      return realTexts(Math.fround(Number(value)));
    case "double":
      return realTexts(Number(value));
    case "year":
      return /^\d{1,4}$/.test(`${value}`) ? [`${value}`.padStart(4, "0")] : [];
    case "date":
      return dateTexts(`${value}`);
    case "datetime":
    case "timestamp":
      return momentTexts(column, `${value}`);
    case "time":
      return timeTexts(column, `${value}`);
    case "enum":
      return hasEmptyMember(column)
        ? memberNumbers(column, value)
        : textTexts(column, value);
    case "string":
    case "json":
      return textTexts(column, value);
    default:
      return column.characterSet === null
        ? bytesTexts(column, value)
        : textTexts(column, value);
  }
}

/** The digits after the point of `decimal(10,3)`, of `datetime(6)`; `null` where the type does not say. */
function scaleOf({ type }: KeyColumn): number | null {
  const found = /\((?:\d+,)?(\d+)\)/.exec(type);
  const isWidth = !type.includes(",") && /^(?!date|time)/i.test(type);
  return found === null || isWidth ? null : Number(found[1]);
}

/** A number without an exponent; what is no number stays as it is. */
function plainDigits(value: SqlValue): string {
  if (typeof value === "boolean") return value ? "1." : "0.";
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i
    .exec(`${value}`);
  if (found === null) return "";
  const [, sign, whole, fraction = "", exponent = "0"] = found;
  if (`${whole}${fraction}` === "") return "";
  const shift = Number(exponent);
  const digits = `${whole}${fraction}`;
  const point = whole!.length + shift;
  const padded = "0".repeat(Math.max(0, -point)) + digits +
    "0".repeat(Math.max(0, point - digits.length));
  const at = Math.max(0, point);
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}`;
}

/** With just so many digits after the point; nothing where the value has more. */
function scaled(digits: string, scale: number): string[] {
  const found = /^([+-]?)0*(\d*)\.(\d*?)0*$/.exec(digits);
  if (found === null || found[3]!.length > scale) return [];
  const whole = found[2] || "0";
  const text = scale === 0 ? whole : `${whole}.${found[3]!.padEnd(scale, "0")}`;
  return [found[1] === "-" && /[1-9]/.test(text) ? `-${text}` : text];
}

/** Servers write the shortest digits that are this number, with an exponent where that is shorter. */
function realTexts(value: number): string[] {
  if (!Number.isFinite(value)) return [];
  if (value === 0) return ["0", "-0"];
  const [mantissa, exponent] = value.toExponential().split("e");
  const plain = plainDigits(value).replace(/^(-?)\./, "$10.")
    .replace(/\.0*$/, "");
  return [plain, `${mantissa}e${Number(exponent)}`];
}

const MOMENT =
  /^(\d{4}-\d{1,2}-\d{1,2})(?:[ T](\d{1,2}(?::\d{1,2}){1,2})(?:\.(\d*))?)?$/;

function dateTexts(given: string): string[] {
  const [, date, time = "", fraction = ""] = MOMENT.exec(given) ?? [];
  if (date === undefined || /[1-9]/.test(time + fraction)) return [];
  return [twoDigits(date)];
}

function momentTexts(column: KeyColumn, given: string): string[] {
  const [, date, time = "0:0", fraction = ""] = MOMENT.exec(given) ?? [];
  if (date === undefined) return [];
  return withFraction(column, `${twoDigits(date)} ${clock(time)}`, fraction);
}

function timeTexts(column: KeyColumn, given: string): string[] {
  const found = /^(-?)(\d{1,3}(?::\d{1,2}){1,2})(?:\.(\d*))?$/.exec(given);
  if (found === null) return [];
  const [, sign, time, fraction = ""] = found;
  const texts = withFraction(column, clock(time!), fraction);
  return texts.map((text) => /[1-9]/.test(text) ? sign + text : text);
}

function withFraction(
  column: KeyColumn,
  moment: string,
  fraction: string,
): string[] {
  const scale = scaleOf(column) ?? 0;
  const digits = fraction.replace(/0+$/, "");
  if (digits.length > scale) return [];
  return [scale === 0 ? moment : `${moment}.${digits.padEnd(scale, "0")}`];
}

/** `1:2` → `01:02:00`. */
function clock(time: string): string {
  const parts = time.split(":");
  return twoDigits([...parts, "00"].slice(0, 3).join(":"));
}

function twoDigits(text: string): string {
  return text.replaceAll(/\b\d\b/g, "0$&");
}

function textTexts(column: KeyColumn, value: SqlValue): string[] {
  const text = value instanceof Uint8Array
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(value)
    : `${value}`;
  if (/^set\b/i.test(column.type)) return [inOrder(column.type, text)];
  return /^uuid\b/i.test(column.type)
    ? [
      text.toLowerCase().replaceAll("-", "")
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
    ]
    : [text];
}

/** A SET's members are written in the order of its type. */
function inOrder(type: string, text: string): string {
  const members = membersOf({ type });
  const given = text.split(",");
  if (!given.every((member) => members.includes(member))) return text;
  return members.filter((member) => given.includes(member)).join();
}

/** The numbers of an ENUM's member, or of a SET's; an empty text may be the empty member, or none. */
function memberNumbers(column: KeyColumn, value: SqlValue): string[] {
  if (typeof value === "number") return [`${value}`];
  const members = membersOf(column);
  const isSet = /^set\b/i.test(column.type);
  const given = isSet ? `${value}`.split(",") : [`${value}`];
  const places = given.map((member) => members.indexOf(member));
  if (places.includes(-1)) return [];
  const number = isSet
    ? places.reduce((bits, place) => bits | 1n << BigInt(place), 0n)
    : BigInt(places[0]! + 1);
  return value === "" ? ["0", `${number}`] : [`${number}`];
}

/** As hexadecimal digits, as which a text may be meant, too; a BINARY(4) is filled up with NUL. */
function bytesTexts({ type }: KeyColumn, value: SqlValue): string[] {
  const bytes = value instanceof Uint8Array
    ? value
    : new TextEncoder().encode(`${value}`);
  const width = Number(/^binary\((\d+)\)/i.exec(type)?.[1] ?? 0);
  const text = bytes.toHex().toUpperCase().padEnd(2 * width, "0");
  const isDigits = typeof value === "string" &&
    /^(?:[0-9a-f]{2})+$/i.test(value);
  return isDigits ? [text, `${value}`.toUpperCase()] : [text];
}
