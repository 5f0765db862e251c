/**
 * Whether a column's default is the one that a definition says. The server writes defaults in its own way: `2020-1-1` is
 * kept as `2020-01-01`, and 1.005 in a DECIMAL(4,2) as 1.01.
 *
 * @module
 */
import { defaultOf } from "../schema/default_value.ts";
import type { Column } from "../schema/table.ts";
import type { Attribute } from "./attribute_line.ts";

/** True where the server would have made of the attribute's default what the column has. */
export function sameDefault(
  attribute: Pick<Attribute, "default">,
  column: Column,
): boolean {
  // The server gives a TIMESTAMP a default of its own.
  if (attribute.default === null && /^timestamp/i.test(column.type)) {
    return true;
  }
  const [wanted, found] = [attribute.default, defaultOf(column)];
  if (wanted === null || found === null) return wanted === found;
  if (wanted.isConstant || found.isConstant) {
    return wanted.isConstant === found.isConstant;
  }
  return found.text === wanted.text || wanted.text.trim() !== "" &&
      isKeptAs(wanted.text.trim(), found.text, column);
}

function isKeptAs(wanted: string, found: string, column: Column): boolean {
  switch (column.kind) {
    case "integer":
    case "decimal":
    case "double":
    case "float":
      return isRounded(Number(wanted), Number(found), column.type);
    case "date":
    case "datetime":
    case "timestamp":
      return moment(wanted) === moment(found) && isFraction(wanted, found);
    case "time":
      return duration(wanted) === duration(found) && isFraction(wanted, found);
    case "year":
      return Number(found) % 100 === Number(wanted) % 100;
    case "enum":
      return wanted.toLowerCase() === found.toLowerCase();
    default:
      return wanted === found.trim();
  }
}

/** True where the server may have kept one number as the other. */
function isRounded(wanted: number, found: number, type: string): boolean {
  const [, scale = "0"] = /^decimal\(\d+,(\d+)\)/i.exec(type) ?? [];
  if (/^double/i.test(type)) return wanted === found;
  const unit = /^float/i.test(type)
    ? Math.abs(wanted) / 1e5
    : 10 ** -Number(scale);
  // Half of a unit, and what the numbers themselves lack.
  return Math.abs(wanted - found) <= unit * 0.500001;
}

/** Year to second, each with all its digits; what is left out is zero. */
function moment(text: string): string {
  const [whole = ""] = text.split(".");
  const parts = /^\d{8}(\d{6})?$/.test(whole)
    ? [whole.slice(0, 4), ...whole.slice(4).match(/\d\d/g) ?? []]
    : whole.split(/\D+/);
  return Array.from(
    { length: 6 },
    (_, i) => (parts[i] ?? "").padStart(i === 0 ? 4 : 2, "0"),
  ).join(" ");
}

/** Hours, minutes and seconds in seconds. */
function duration(text: string): number {
  const [whole = ""] = text.replace("-", "").split(".");
  const parts = whole.includes(":")
    ? whole.split(":").map(Number)
    : [0, 2, 4].map((at) => Number(whole.padStart(6, "0").slice(at, at + 2)));
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  const total = hours * 3600 + minutes * 60 + seconds;
  return text.startsWith("-") ? -total : total;
}

/** MariaDB cuts off digits that a type does not keep, MySQL rounds them. */
function isFraction(wanted: string, found: string): boolean {
  const [digits, kept] = [wanted, found].map((text) =>
    text.split(".")[1] ?? ""
  );
  const difference = Number(`0.${digits || 0}`) - Number(`0.${kept || 0}`);
  return Math.abs(difference) < 10 ** -kept!.length;
}
