/**
 * Which rows a grid shows, as a condition: values are values, and the text is one that the log can hold.
 *
 * @module
 */
import { running } from "../../log/entries/entry.ts";
import type { LoggedEntry } from "../../log/paper_log.ts";
import {
  allOf,
  anyOf,
  type Condition,
  textCondition,
} from "../../query/condition/condition.ts";
import { comparable } from "../../query/change/column_value.ts";
import { columnOf } from "../../query/column_of.ts";
import type { Heading } from "../../query/expression/heading.ts";
import type { Column } from "../../schema/table.ts";
import { type Fragment, fragment, type ValuePart } from "../../sql/fragment.ts";
import { columnName } from "../../sql/identifier.ts";
import type { GridView } from "./grid_messages.d.ts";
import { isBytes } from "./grid_operators.ts";

/** One condition of a grid's filter. */
export type GridFilter = GridView["filter"][number];

/**
 * The filter of a grid as one condition.
 *
 * @throws {UnknownNameError} It names a column that the table lacks.
 * @throws {RangeError} A value that the column cannot be compared with.
 */
export function filterCondition(
  heading: Heading,
  filter: readonly GridFilter[],
): Condition {
  return allOf(filter.map((one) => {
    const column = columnOf(
      heading,
      one.column,
      `Cannot filter ${heading.label}`,
    );
    const name = columnName(column.name);
    return textCondition(fragment("(", name, ...compared(column, one), ")"));
  }));
}

/** The rows that any of the log's entries selects. */
export function loggedCondition(entries: readonly LoggedEntry[]): Condition {
  const texts = new Set(entries.map(({ restriction }) => running(restriction)));
  if (texts.has("TRUE")) return allOf([]);
  return anyOf([...texts].map((text) => textCondition(fragment(`(${text})`))));
}

function compared(
  column: Column,
  filter: GridFilter,
): (string | Fragment | ValuePart)[] {
  switch (filter.operator) {
    case "is null":
      return [" IS NULL"];
    case "is not null":
      return [" IS NOT NULL"];
    case "contains": {
      const value = `%${escaped(textOf(column, filter))}%`;
      return [" LIKE ", { value, isPattern: true }];
    }
    default:
      return [
        ` ${filter.operator} `,
        comparable(valueOf(column, filter), "the filter", column),
      ];
  }
}

/** What stands for itself in a pattern. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}

function textOf(column: Column, { value }: GridFilter): string {
  if (column.kind !== "uuid" && !isBytes(column)) return value;
  throw new RangeError(
    `Cannot filter by ${column.name}: its values are bytes, wanted a column of texts or numbers; use is null`,
  );
}

function valueOf(column: Column, filter: GridFilter): string | number | bigint {
  const text = column.kind === "uuid" ? filter.value : textOf(column, filter);
  if (!NUMBERS.has(column.kind)) return text;
  const number = text.trim();
  if (!NUMBER.test(number)) {
    throw new RangeError(
      `Cannot filter by ${column.name}: received ${
        JSON.stringify(text.slice(0, 60))
      }, wanted a number`,
    );
  }
  if (/^[+-]?\d+$/.test(number)) return BigInt(number);
  // A decimal is compared with all of its digits.
  return column.kind === "decimal" ? number : Number(number);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NUMBERS = new Set(["integer", "decimal", "float", "double", "year"]);
